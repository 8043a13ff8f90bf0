from eculture.reference import demo_loaders
from schools.models import LessonEntry, StudyGroup, Term
from tests.factories import teaching


def test_the_demo_fills_two_class_books_once(school, kamran):
    kamran.is_demo = True
    kamran.save()
    for number in range(10):
        teaching.pupil(school, f"Murad{number}", "Sınaqlı")

    for _time in range(2):
        demo_loaders["classbooks"].load(lambda line: None)

    assert sorted(str(group) for group in StudyGroup.objects.all()) == [
        "Solfecio, III qrup",
        "Xor, kiçik qrup",
    ]
    assert [term.is_closed for term in Term.objects.order_by("starts_on")] == [True, False]
    assert LessonEntry.objects.filter(lesson__group__subject="Solfecio").count() > 100


def test_without_a_demo_teacher_the_demo_adds_no_class_book(school, kamran):
    demo_loaders["classbooks"].load(lambda line: None)

    assert not StudyGroup.objects.exists()
