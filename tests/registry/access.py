from datetime import date

from django.core.files.base import ContentFile

from registry.buildings.accessibility import AccessNeed
from registry.buildings.facilities import Facility
from registry.care.proposals import propose
from registry.classifiers import Indicator
from registry.duplicates.pairs import DuplicatePair
from registry.history.acts import LegalAct
from registry.hours.week import set_day
from registry.intake.receiving import receive
from registry.quality.scores import Criterion
from registry.releases import making
from registry.releases.release import OpenDataTerms
from registry.territory import Population
from tests.access import Access, admin_pages
from tests.factories import registry as make

OPEN = "the registry is public and shows no person"
KEEPERS = "officer ministry superuser"
READERS = "officers ministry auditor superuser"
LISTERS, LISTS = "ministry superuser", "ministry auditor superuser"
LIST = b"X1;X2;X3\nAccess klubu;club;AZ-SAK\n"


def furnish(cast):
    """Every school has its mark; the mandates of the cast are the rows that only the ministry may see."""
    cast.mandate = cast.a.head.mandates.get()
    cast.trait = make.a_trait()
    cast.indicator = Indicator.objects.create(code="access", name_az="Göstərici")
    cast.criterion = Criterion.objects.create(code="place", weight=20)
    cast.population = Population.objects.create(
        unit=cast.a.district, day=date(2024, 1, 1), people=1000, source="sınaq"
    )
    cast.legal_act = LegalAct.objects.create(kind="ministry", number="1", on=date(2020, 1, 1))
    cast.legal_act.file.save("act.pdf", ContentFile(b"%PDF-1.7"))
    cast.a.school.grant_status(by=None, on=date(2020, 1, 2), act=cast.legal_act, honour="nümunəvi")
    cast.happening = cast.a.school.effects.latest("pk").event
    cast.special_day = set_day(cast.a.school, date(2030, 1, 2), [], by=cast.a.head)
    cast.proposal = propose(cast.a.school, {"phone": "(024) 244-00-09"}, by=cast.a.head)
    cast.terms = OpenDataTerms.objects.create(
        publisher="Nazirlik", contact="a@numune.example", licence="https://numune.example/licence"
    )
    cast.release = making.make()
    cast.pair = DuplicatePair.objects.create(
        first=make.an_institution("Kanar klubu", registered_unit=cast.a.district),
        second=make.an_institution("Kanar klub", registered_unit=cast.a.district),
        score=90,
        reasons=[["name", "95"], ["kind", ""]],
    )
    cast.building = Facility.objects.create(unit=cast.a.district, address="Kanar küçəsi 1")
    cast.building.occupancies.create(institution=cast.a.school)
    cast.need = AccessNeed.objects.create(persona="hearing", question="loop")
    cast.sent_list = receive(sender="access", name="list.csv", content=LIST, by=cast.ministry)


def of_card(*more, who="head", **extra):
    args = lambda cast: [cast.a.school.code, *(getattr(cast, name).pk for name in more)]  # noqa: E731
    return Access(who, args, **extra)


def of_list(who=LISTERS, *, methods="POST", **more):
    return Access(who, lambda cast: [cast.sent_list.pk], methods=methods, style="admin", **more)


def of_pair(who=KEEPERS, **more):
    return Access(who, lambda cast: [cast.pair.pk], style="admin", **more)


def classifier(model, of):
    """Read by staff, changed with the files of the reference data."""
    return admin_pages(model, of=of, view=READERS, change="superuser", add="superuser")


TABLE = (
    {
        "registry:institutions": Access("public"),
        "registry:institution": Access("public", lambda cast: [cast.a.school.code], reason=OPEN),
        "registry:move": Access(
            KEEPERS,
            lambda cast: [cast.a.school.code, "suspension"],
            methods="GET POST",
            data=lambda cast: {"reason": "Order 1", "on": "2026-01-01", "act_kind": "other"},
        ),
        "registry:extract": Access(
            "signed_in",
            lambda cast: [cast.a.school.code],
            methods="POST",
            style="right",
            data=lambda cast: {},
        ),
        "registry:annulment": Access(
            "ministry superuser",
            lambda cast: [cast.happening.pk],
            methods="GET POST",
            data=lambda cast: {"reason": "by mistake"},
        ),
        "admin:registry_quality": Access(READERS, style="admin"),
        "registry:care": Access("signed_in", answers=(200, 302)),
        "registry:care_of": of_card(methods="GET"),
        "registry:care_proposals": of_card(methods="GET POST"),
        "registry:care_figures": of_card(methods="GET POST"),
        "registry:care_hours": of_card(
            who=f"head {KEEPERS}", methods="GET POST", data=lambda cast: {"what": "week"}
        ),
        "registry:care_accessibility": of_card(methods="GET POST", data=lambda cast: {"loop": "yes"}),
        "registry:care_special_day": of_card("special_day", who=f"head {KEEPERS}", methods="POST"),
        "registry:care_confirmation": of_card(methods="POST"),
        "registry:care_withdrawal": of_card("proposal", methods="POST"),
        "admin:registry_proposals": Access("officers ministry superuser", style="admin"),
        "admin:registry_proposal": Access(
            KEEPERS, lambda cast: [cast.proposal.pk], methods="GET POST", style="admin"
        ),
        "registry:open_data": Access("public"),
        "registry:catalog": Access("public"),
        "registry:release_file": Access(
            "public",
            lambda cast: [cast.release.day, "institutions.csv"],
            reason="open data are for everybody",
        ),
        "api_changes": Access("public", style="api"),
        "api_reconcile": Access("public", style="api", methods="GET POST"),
        "api_suggest": Access("public", style="api"),
        "admin:registry_imports": Access(LISTS, methods="GET POST", style="admin", writers=LISTERS),
        "admin:registry_import": of_list(LISTS, methods="GET"),
        "admin:registry_import_columns": of_list(methods="GET POST"),
        "admin:registry_import_words": of_list(),
        "admin:registry_import_repairs": of_list(),
        "admin:registry_import_answers": of_list(data=lambda cast: {"row": cast.sent_list.rows.last().pk}),
        "admin:registry_import_writing": of_list(),
        "admin:registry_import_rejection": of_list(),
        "admin:registry_import_undoing": of_list(),
        "admin:registry_import_faulty": of_list(LISTS, methods="GET"),
        "admin:registry_duplicates": Access(READERS, style="admin"),
        "admin:registry_duplicates_search": Access(
            "officers ministry superuser", methods="POST", style="admin"
        ),
        "admin:registry_duplicate": of_pair("officer ministry auditor superuser"),
        "admin:registry_duplicate_one": of_pair(
            methods="POST", data=lambda cast: {"keep": cast.pair.first_id}
        ),
        "admin:registry_duplicate_two": of_pair(methods="POST"),
        "admin:registry_duplicate_again": of_pair(methods="POST"),
        "admin:registry_duplicate_undoing": of_pair(methods="POST", data=lambda cast: {"reason": "səhv"}),
        "registry:act": Access("public", lambda cast: [cast.legal_act.pk], reason="legal acts are public"),
        "admin:registry_mandate_change #own": Access(
            "ministry auditor superuser",
            lambda cast: [cast.ministry.mandates.get().pk],
            methods="GET POST",
            style="admin",
            writers="superuser",
        ),
        "registry:download": Access("public"),
        "registry:territories": Access("public"),
        "registry:territory": Access("public", lambda cast: [cast.a.district.code], reason=OPEN),
        "registry:changes": Access("public"),
        "registry:points": Access("public"),
        "registry:districts": Access("public"),
        "api_institutions": Access("public", style="api"),
        "api_institution_history": Access(
            "public", lambda cast: [cast.a.school.code], style="api", reason=OPEN
        ),
        "api_institution": Access("public", lambda cast: [cast.a.school.code], style="api", reason=OPEN),
    }
    | admin_pages(
        "registry.institution",
        of=lambda cast: cast.a.school,
        view=READERS,
        add="ministry superuser",
        change=KEEPERS,
    )
    | admin_pages(
        "registry.facility",
        of=lambda cast: cast.building,
        view=READERS,
        add="officers ministry superuser",
        change=KEEPERS,
    )
    | admin_pages(
        "registry.accessneed",
        of=lambda cast: cast.need,
        view=READERS,
        add="ministry superuser",
        change="ministry superuser",
    )
    | admin_pages(
        "registry.legalact", of=lambda cast: cast.legal_act, view=READERS, change="ministry superuser"
    )
    | admin_pages("registry.lifecycleevent", of=lambda cast: cast.happening, view=READERS)
    | classifier("registry.unit", lambda cast: cast.a.district)
    | classifier("registry.kind", lambda cast: cast.a.school.kind)
    | classifier("registry.cluster", lambda cast: cast.a.school.kind.cluster)
    | admin_pages(
        "registry.criterion",
        of=lambda cast: cast.criterion,
        view=READERS,
        change="ministry superuser",
        add="superuser",
    )
    | admin_pages(
        "registry.opendataterms",
        of=lambda cast: cast.terms,
        view=READERS,
        add="ministry superuser",
        change="ministry superuser",
    )
    | classifier("registry.population", lambda cast: cast.population)
    | classifier("registry.indicator", lambda cast: cast.indicator)
    | classifier("registry.trait", lambda cast: cast.trait)
    | admin_pages(
        "registry.mandate",
        of=lambda cast: cast.mandate,
        view="ministry auditor superuser",
        add="ministry superuser",
        change="ministry superuser",
    )
)
