"""R19: what a form does not ask for cannot be sent."""

import pytest
from django.apps import apps

from gadfly.attacks.models import Attack
from gadfly.calling.models import Calling, Invitation, Year
from gadfly.campaigns.models import Arm, Campaign, Endpoint, Seat, Target, Terms
from gadfly.campaigns.wish import WORDING
from gadfly.findings.models import Finding
from gadfly.ledger.models import Entry, Line, RateCard, Run, Statement, StatementLine, Stint
from gadfly.people.models import Office, Person
from gadfly.reviews.models import Assignment, Batch, Item, Remark, Review, Taxonomy
from gadfly.site.policy import POLICY
from gadfly.wellbeing.models import Alarm, Break, Cap, Care, CheckIn, Exposure, Limit

AREAS = ("people", "network", "campaigns", "wellbeing", "attacks", "reviews", "findings", "ledger", "calling")
POISON = {
    field.attname: value
    for area in AREAS
    for model in apps.get_app_config(area).get_models()
    for field in model._meta.concrete_fields
    for value in ["1"]
} | {"role": "lead", "is_staff": "1", "is_superuser": "1", "office": "manager", "campaign": "1"}

ASKED = {
    "campaign-new": {"title": "Another"},
    "campaign-seats": {},
    "endpoint-new": {"name": "kitchen", "base_url": "https://models.example.org/v1", "model": "kitchen-1"},
    "endpoint-edit": {"base_url": "http://127.0.0.1:9/v1", "model": "kitchen-1", "form": "chat"},
    "endpoint-key": {},
    "endpoint-service": {},
    "campaign-terms": {},
    "campaign-design": {"temperature": "1", "top_p": "1", "max_tokens": "9", "people": "2", "attacks": "2"},
    "brief": {},
    "attack-new": {"intent": "a curt answer"},
    "attack-report": {"success": "2"},
    "attack-message": {"key": "k", "text": "hello"},
    "batches": {"act": "count", "size": "3", "overlap": "2"},
    "batch-gold": {"item": "x"},
    "batch-settle": {"act": "third"},
    "taxonomies": {"name": "Kitchen", "tags": "Salt\nCurt"},
    "review": {"success": "2", "key": "k", "revision": "0", "tags": "Theft"},
    "review-draft": {"success": "2", "tags": "Theft"},
    "finding-new": {"title": "Curt", "harm": "Rice", "severity": "1", "reproduction": "Ask."},
    "finding-step": {"after": "triaged"},
    "finding-items": {},
    "finding-retest": {},
    "discussion": {"text": "The second reply.", "key": "k"},
    "my-limits": {"topic_0": "never", "more": "Kitchen knives"},
    "check-ins": {"upset": "1", "text": "Fine.", "key": "k", "named": ""},
    "care": {"lines": "Call the kitchen."},
    "campaign-care": {"day": "90"},
    "discussion-vote": {"success": "2", "key": "k", "revision": "0", "tags": "Theft"},
    "my-pay": {"country": "DE"},
    "campaign-cohort": {"role": "red teamer", "size": "3", "hours": "5", "new_share": "0", "most": "2"},
    "call": {"act": "decline"},
    "campaign-pay": {"currency": "EUR", "hourly": "20", "a_set": "", "size": "5", "volunteers": ""},
    "statement-step": {"act": "send back"},
}
"""What each form asks for by the names that poison must not overwrite."""

NEVER = {
    Person: ("key", "office", "is_active", "email", "joined_at", "password"),
    Campaign: ("key", "slug", "created_at"),
    Attack: (
        "key",
        "campaign_id",
        "terms_id",
        "arm_id",
        "person_id",
        "member",
        "position",
        "probability",
        "drawn_from",
        "seed",
    ),
    Seat: ("campaign_id", "person_id", "role", "pseudonym"),
    Endpoint: ("key", "name", "model", "revision", "form", "key_variable", "sealed_key", "retired"),
    Target: ("name", "endpoint_id", "intervention", "recipe", "temperature"),
    Arm: ("terms_id", "target_id", "weight", "quota"),
    Taxonomy: ("campaign_id", "name", "version", "tags"),
    Batch: ("key", "campaign_id", "taxonomy_id", "rule", "size", "overlap", "seed", "drawn_at"),
    Item: ("key", "batch_id", "attack_id", "position", "wanted"),
    Assignment: ("key", "item_id", "reviewer_id", "opened_at"),
    Review: ("assignment_id", "round", "submitted_at"),
    Exposure: ("person_id", "campaign_id", "what", "subject", "severity", "began_at"),
    Limit: ("person_id",),
    Cap: ("person_id", "campaign_id"),
    Break: ("person_id", "began_at", "minutes"),
    CheckIn: ("person_id", "contact_id", "campaign_id", "sealed"),
    Care: ("contact_id",),
    Alarm: ("key", "person_id", "sealed"),
    Finding: ("key", "campaign_id", "author_id", "state", "written_at", "title", "duplicate_of_id"),
    Remark: ("item_id", "person_id", "at"),
    Calling: ("key", "campaign_id", "by_id", "role", "size", "minutes", "told", "called_at"),
    Invitation: (
        "calling_id",
        "campaign_id",
        "person_id",
        "minutes",
        "gain",
        "asked_at",
        "answer_by",
        "used",
    ),
    Year: ("person_id", "year", "given"),
    RateCard: ("campaign_id", "number", "currency", "hourly", "set_by_id"),
    Stint: ("campaign_id", "person_id", "kind", "piece", "seconds", "count", "statement_id"),
    Statement: ("key", "campaign_id", "person_id", "amount", "seconds", "floor", "drafted_by_id", "run_id"),
    StatementLine: ("statement_id", "what", "seconds", "count", "amount"),
    Run: ("key", "made_by_id", "made_at"),
    Entry: ("statement_id", "posting", "by_id", "at"),
    Line: ("entry_id", "debit_id", "credit_id", "amount"),
}


def state():
    return {
        model: {row["pk"]: row for row in model._default_manager.values("pk", *fields)}
        for model, fields in NEVER.items()
    }


def frozen_terms():
    return list(Terms.objects.exclude(frozen_at=None).order_by("pk").values("pk", "seed", *WORDING))


@pytest.mark.parametrize(
    "route",
    sorted(name for name, rule in POLICY.items() if "POST" in rule.methods and name != "sign-in-link"),
)
def test_r19_no_column_can_be_set_by_sending_its_name(world, client, route):
    rule = POLICY[route]
    actor = next(
        role for role in ("lead", "red teamer", "reviewer", "manager", "steward") if role in rule.who
    )
    client.force_login(world.actors[actor])
    before = state()
    frozen = {
        row["pk"]: row
        for row in Terms.objects.exclude(frozen_at=None).values("pk", *WORDING, "seed", "topics")
    }
    asked = ASKED.get(route, {})
    client.post(world.path(route), {**{k: v for k, v in POISON.items() if k not in asked}, **asked})
    after = state()
    for model, rows in before.items():
        assert {pk: after[model].get(pk) for pk in rows} == rows
    assert {
        row["pk"]: row
        for row in Terms.objects.exclude(frozen_at=None).values("pk", *WORDING, "seed", "topics")
    } == frozen
    assert Person.objects.filter(office=Office.MANAGER).count() == 1


@pytest.mark.parametrize(
    "query", ["sort=person__password", "sort=seed", "person__email=x", "scorer__in=1", "x=1"]
)
def test_r19_a_table_is_filtered_and_sorted_by_listed_names_only(world, client, query):
    client.force_login(world.actors["lead"])
    assert client.get(f"{world.path('attacks')}?{query}").status_code == 400
