"""The balance of evidence: the seed's numbers, stories that count once, the cap."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.scoring.evidence import CAP, Link, decibans, probability, weigh

SEED = [
    Link("D1", "contradicts", "moderate"),
    Link("D2", "neutral"),
    Link("D3", "contradicts", "moderate"),
    Link("D4", "supports", "slight"),
]
links = st.lists(
    st.builds(
        Link,
        development=st.sampled_from(["D1", "D2", "D3", "D4"]),
        bearing=st.sampled_from(["supports", "contradicts", "neutral"]),
        strength=st.sampled_from(["slight", "moderate", "strong", "decisive", None]),
        group=st.sampled_from([None, "one", "two"]),
    ),
    max_size=8,
)


def test_the_seeds_balance_is_as_published():
    balance = weigh(SEED, prior=0.4)
    assert balance.prior_decibans == pytest.approx(-1.7609125905568117, abs=1e-12)
    assert {step.development: step.after for step in balance.items} == pytest.approx(
        {"D1": -6.760912590556812, "D3": -11.760912590556812, "D4": -8.760912590556812}, abs=1e-12
    )
    assert [balance.prior, *(step.posterior for step in balance.items)] == pytest.approx(
        [0.4, 0.17411239489546834, 0.06250000000000001, 0.11740108966788453], abs=1e-12
    )
    assert (balance.supports, balance.contradicts, balance.net) == (3, -10, -7)
    assert balance.posterior == balance.items[-1].posterior
    assert [step.weight for step in balance.items] == [-5, -5, 3]


def test_without_a_prior_the_odds_are_even():
    balance = weigh([Link("D1", "supports", "strong")])
    assert (balance.prior_decibans, balance.prior) == (0, 0.5)
    assert balance.posterior == pytest.approx(10 / 11)


@pytest.mark.parametrize(("prior", "bound"), [(0, 0.01), (1, 0.99), (0.001, 0.01)])
def test_a_certainty_is_clipped_so_that_evidence_can_move_it(prior, bound):
    assert weigh([], prior=prior).prior == pytest.approx(bound)


def test_a_story_counts_once_with_its_largest_weight():
    told = [
        Link("D1", "supports", "slight", "story"),
        Link("D2", "supports", "strong", "story"),
        Link("D3", "supports", "moderate", "story"),
        Link("D4", "supports", "slight"),
    ]
    balance = weigh(told)
    assert [step.after for step in balance.items] == [3, 10, 10, 13]
    assert [step.weight for step in balance.items] == [3, 10, 5, 3]
    assert (balance.supports, balance.net) == (13, 13)


def test_within_a_story_the_larger_weight_counts_whatever_its_side():
    balance = weigh([Link("D1", "supports", "slight", "s"), Link("D2", "contradicts", "strong", "s")])
    assert (balance.supports, balance.contradicts, balance.net) == (0, -10, -10)


def test_the_earlier_of_two_equal_weights_of_a_story_stays():
    balance = weigh([Link("D1", "supports", "strong", "s"), Link("D2", "contradicts", "strong", "s")])
    assert (balance.supports, balance.contradicts) == (10, 0)


def test_a_development_linked_twice_is_one_story():
    assert weigh([Link("D1", "supports", "strong"), Link("D1", "supports", "slight")]).net == 10
    assert weigh([Link("D1", "supports", "strong"), Link("D2", "supports", "strong")]).net == 20


def test_a_group_named_like_a_development_is_another_story():
    assert weigh([Link("D1", "supports", "strong"), Link("D2", "supports", "slight", "D1")]).net == 13


def test_the_net_weight_is_capped_and_the_sides_are_not():
    balance = weigh([Link(f"D{n}", "supports", "decisive") for n in range(3)], prior=0.5)
    assert (balance.supports, balance.net) == (60, CAP)
    assert [step.after for step in balance.items] == [20, 20, 20]
    assert balance.posterior == pytest.approx(100 / 101)
    assert weigh([Link(f"D{n}", "contradicts", "decisive") for n in range(3)]).net == -CAP


def test_without_a_strength_a_link_weighs_nothing():
    balance = weigh([Link("D1", "supports")])
    assert [(step.weight, step.after) for step in balance.items] == [(0, 0)]


@settings(deadline=None)
@given(linked=links, prior=st.none() | st.floats(0, 1))
def test_the_balance_stays_within_its_bounds(linked, prior):
    balance = weigh(linked, prior=prior)
    assert len(balance.items) == sum(link.bearing != "neutral" for link in linked)
    assert balance.contradicts <= 0 <= balance.supports
    assert balance.net == max(-CAP, min(CAP, balance.supports + balance.contradicts))
    assert 0 < balance.posterior < 1
    assert (balance.posterior > balance.prior) is (balance.net > 0)


@settings(deadline=None)
@given(p=st.floats(0.001, 0.999))
def test_decibans_and_probabilities_are_each_others_inverse(p):
    assert probability(decibans(p)) == pytest.approx(p, rel=1e-12)
