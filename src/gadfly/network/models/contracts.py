"""Contracts of the network, their versions, and who signed them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from gadfly.shared.keys import LENGTH, new_key


class Kind(models.TextChoices):
    """What a contract is for."""

    TERMS = "terms", "terms of the network"
    NDA = "nda", "non-disclosure agreement of a compartment"


class Contract(models.Model):
    """What members sign. An NDA closes a compartment: what it covers is read by its signers alone."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    kind = models.CharField(max_length=5, choices=Kind)
    title = models.CharField(max_length=120, unique=True)
    current = models.ForeignKey("Version", null=True, on_delete=models.PROTECT, related_name="+")
    """The version in force: signatures under earlier ones do not count any more."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="terms"), name="one_terms_of_the_network"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One text of a contract, never altered: its SHA-256 stands in every signature's record."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    months = models.PositiveSmallIntegerField(null=True)
    """How long a signature lasts; None: until the text changes."""
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "number"], name="versions_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contract} v{self.number}"


class Signature(models.Model):
    """A person and a version they were asked to sign. Live once both sides signed, until it expires."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="signatures")
    asked_at = models.DateTimeField()
    typed_name = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    countersigned_at = models.DateTimeField(null=True)
    countersigner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["countersigned_at", "id"], name="signatures_that_wait")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "person"], name="a_version_is_signed_once"),
            models.CheckConstraint(
                condition=Q(countersigned_at=None) | Q(signed_at__isnull=False, countersigner__isnull=False),
                name="nobody_countersigns_what_is_unsigned",
            ),
            models.CheckConstraint(
                condition=Q(countersigner=None) | ~Q(countersigner=models.F("person")),
                name="nobody_countersigns_their_own",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.version}"


class Event(models.Model):
    """One link of a signature's record: what happened, and a digest over it and the link before."""

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=20)
    actor = models.CharField(max_length=120)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["signature", "number"], name="events_numbered_once"),
        ]

    def __str__(self) -> str:
        return self.what
