import pytest
from django.db.models import Q

from gadfly.attacks.models import Attack
from gadfly.attacks.paging import SIZE, Order, page_of
from tests.factories import make_attack

ORDERS = [Order(), Order(down=False), Order("score_min", down=False), Order("success", down=True)]


@pytest.fixture
def many(campaign, cast):
    """Two pages and a half, with many ties."""
    first = make_attack(campaign=campaign, person=cast.bo, exchanges=())
    same = {
        name: getattr(first, name)
        for name in ("campaign", "terms", "arm", "person", "seed", "intent", "state")
    }
    rows = [
        Attack(**same, position=number, score_min=-(number % 3), success=number % 5)
        for number in range(1, SIZE * 2 + 12)
    ]
    first.delete()
    return Attack.objects.bulk_create(rows)


def pages(order, **kwargs):
    """Walk forward to the end."""
    page = page_of(Attack.objects.all(), order, **kwargs)
    walked = [page]
    while page.after:
        page = page_of(Attack.objects.all(), order, after=page.after, **kwargs)
        walked.append(page)
    return walked


def keys(walked):
    return [attack.key for page in walked for attack in page.rows]


@pytest.mark.parametrize("order", ORDERS)
def test_walking_forward_meets_each_row_once_and_in_order(many, order):
    assert keys(pages(order)) == list(Attack.objects.order_by(*order.names).values_list("key", flat=True))


@pytest.mark.parametrize("order", ORDERS)
def test_walking_back_shows_the_same_pages(many, order):
    forward = pages(order)
    page = forward[-1]
    back = [page]
    while page.before:
        page = page_of(Attack.objects.all(), order, before=page.before)
        back.insert(0, page)
    assert [page.rows for page in back] == [page.rows for page in forward]


def test_a_page_says_where_there_is_none_beside_it(many):
    first, *_, last = pages(Order())
    assert (first.before, last.after) == (None, None)


def test_an_empty_list_is_one_empty_page(db):
    page = page_of(Attack.objects.all(), Order())
    assert (page.rows, page.after, page.before, page.cut) == ((), None, None, False)


@pytest.mark.parametrize("order", ORDERS)
def test_a_narrowed_walk_meets_each_match_once_however_short_its_window(many, order):
    walked = pages(order, narrowed=Q(success=4), window=10)
    wanted = Attack.objects.filter(success=4).order_by(*order.names).values_list("key", flat=True)
    assert keys(walked) == list(wanted)
    assert any(page.cut for page in walked)


def test_a_window_without_a_match_leads_on(many):
    rare = many[0]
    page = page_of(Attack.objects.all(), Order(), narrowed=Q(pk=rare.pk), window=10)
    assert (page.rows, page.cut) == ((), True)
    assert keys(pages(Order(), narrowed=Q(pk=rare.pk), window=10)) == [rare.key]


def test_a_narrowed_page_costs_two_queries_and_another_one(many, django_assert_num_queries):
    with django_assert_num_queries(1):
        page_of(Attack.objects.all(), Order())
    with django_assert_num_queries(2):
        page_of(Attack.objects.all(), Order(), narrowed=Q(success=4))
