from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("eculture", "0007_delivery_indexes")]
    operations = [
        migrations.AddField(
            "user", "phone", models.CharField("mobile number", blank=True, db_default="", max_length=16)
        ),
        AddConstraintNotValid(
            "user",
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{7,14}$"),
                name="user_phone_is_international",
            ),
        ),
    ]
