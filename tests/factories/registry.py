"""Plain makers of registry rows; every name is invented."""

from itertools import count
from typing import Any

from eculture.models import User
from registry.classifiers import Cluster, Kind, Trait
from registry.institutions import Institution
from registry.institutions import register as enter
from registry.mandates import Mandate, grant
from registry.territory import Unit

_numbers = count(1)


NO_IDENTIFIERS = {"external_ids-TOTAL_FORMS": 0, "external_ids-INITIAL_FORMS": 0}  # in the admin form


def a_region(code: str = "ER-SZ", **values: Any) -> Unit:
    given = {
        "kind": "region",
        "name_az": "Şəki–Zaqatala iqtisadi rayonu",
        "name_en": "Shaki-Zagatala economic region",
    }
    return Unit.objects.get_or_create(code=code, defaults={**given, **values})[0]


def a_unit(code: str = "AZ-SA", region: Unit | None = None, **values: Any) -> Unit:
    given = {"kind": "city", "name_az": "Şəki şəhəri", "name_en": "Shaki city", "name_ru": "город Шеки"}
    return Unit.objects.get_or_create(
        code=code, defaults={"region": region or a_region(), **given, **values}
    )[0]


def a_cluster(code: str = "TEH", **values: Any) -> Cluster:
    given = {"name_az": "Mədəniyyət təhsili müəssisələri", "name_en": "Cultural education"}
    return Cluster.objects.get_or_create(code=code, defaults={**given, **values})[0]


def a_trait(code: str = "lrn", **values: Any) -> Trait:
    return Trait.objects.get_or_create(code=code, defaults={"name_az": code, **values})[0]


def a_kind(
    code: str = "music_school", cluster: Cluster | None = None, traits: str = "lrn", **values: Any
) -> Kind:
    given = {
        "name_az": "musiqi məktəbi",
        "name_en": "music school",
        "name_ru": "музыкальная школа",
        "is_school": True,
    }
    kind, made = Kind.objects.get_or_create(
        code=code, defaults={"cluster": cluster or a_cluster(), **given, **values}
    )
    if made:
        kind.traits.set(a_trait(each) for each in traits.split())
    return kind


def a_museum_kind() -> Kind:
    names = {"name_az": "muzey", "name_en": "museum", "name_ru": "музей", "is_school": False}
    return a_kind("museum", a_cluster("MUZ", name_az="Muzey", name_en="Museums"), "coll vis", **names)


def a_monument_kind() -> Kind:
    names = {"name_az": "abidə", "name_en": "monument", "name_ru": "памятник", "is_school": False}
    cluster = a_cluster("MMI", name_az="Maddi mədəni irs", name_en="Tangible cultural heritage")
    return a_kind("monument", cluster, "site prm", **names)


def an_institution(name: str = "", **values: Any) -> Institution:
    """A working music school in Şəki unless told otherwise."""
    given: dict[str, Any] = {
        "name_az": name or f"{next(_numbers)} nömrəli nümunə musiqi məktəbi",
        "source": "test",
    }
    if "kind" not in values:
        given["kind"] = a_kind()
    if "registered_unit" not in values:
        given["registered_unit"] = a_unit()
    return enter(by=None, **{**given, **values})


def a_user(email: str = "", **values: Any) -> User:
    return User.objects.create_user(email or f"user{next(_numbers)}@numune.example", **values)


def a_mandate(user: User, role: str, **values: Any) -> Mandate:
    """`institution=` or `region=` as the role asks; valid from today."""
    return grant(to=user, role=role, by=None, act="test", **values)
