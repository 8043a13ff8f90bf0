import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("eculture", "0010_breaker"),
    ]

    operations = [
        migrations.CreateModel(
            name="JournalCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="when"
                    ),
                ),
                ("number", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("entries", models.PositiveBigIntegerField(verbose_name="entries")),
                ("fault", models.CharField(blank=True, max_length=200, verbose_name="fault")),
            ],
            options={
                "verbose_name": "check of the journal",
                "verbose_name_plural": "checks of the journal",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="JournalSeal",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="when")),
                ("until", models.BigIntegerField()),
                ("count", models.PositiveIntegerField(verbose_name="entries")),
                ("previous", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "seal of the journal",
                "verbose_name_plural": "seals of the journal",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="SealedEntry",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="sealed",
                        serialize=False,
                        to="eculture.journalentry",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journalseal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e0902faa20fd53ed821421bd386471210a0c5e30",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_84761",
                    table="eculture_journalseal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journalseal",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the journal is append-only';",
                    hash="92e2dbc84edb90ffe32a177473222aacf0cd9ce9",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_37d9a",
                    table="eculture_journalseal",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="sealedentry",
            name="seal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="eculture.journalseal"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sealedentry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="79c30f189d1050b8e4525ceb8a0bf2c2c40c0775",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_36205",
                    table="eculture_sealedentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sealedentry",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the journal is append-only';",
                    hash="7644378e7f110c81e25494061f501f523ee0f405",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_9e120",
                    table="eculture_sealedentry",
                    when="BEFORE",
                ),
            ),
        ),
    ]
