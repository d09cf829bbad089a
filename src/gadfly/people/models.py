"""Persons and the links by which they sign in."""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from gadfly.shared.keys import LENGTH, new_key


class Office(models.TextChoices):
    """What a person is in the network as a whole. What they do in a campaign is their seat."""

    APPLICANT = "applicant", "applicant"
    MEMBER = "member", "member"
    LEAD = "lead", "lead"
    MANAGER = "manager", "manager"
    STEWARD = "steward", "steward"


class Role(models.TextChoices):
    """Every role there is: the offices, and the seats a campaign gives."""

    APPLICANT = "applicant", "applicant"
    MEMBER = "member", "member"
    RED_TEAMER = "red teamer", "red teamer"
    REVIEWER = "reviewer", "reviewer"
    LEAD = "lead", "lead"
    MANAGER = "manager", "manager"
    STEWARD = "steward", "steward"


class Person(AbstractBaseUser):
    """Someone with an account."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    office = models.CharField(max_length=12, choices=Office, default=Office.MEMBER)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    host = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="guests")
    """The lead whose form made the account: nobody else may hand its holder a new sign-in link."""

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(office__in=Office.values), name="office_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_found_campaigns(self) -> bool:
        """Whether the person may create campaigns, which they then lead."""
        return self.office in {Office.LEAD, Office.MANAGER}

    @property
    def may_run_network(self) -> bool:
        """Whether the person runs the network: its public page, applicants, contracts."""
        return self.office == Office.MANAGER


class SignInLink(models.Model):
    """A link that signs its holder in. Only its digest is kept (R27)."""

    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    reusable = models.BooleanField(default=False)
    """Only the demo makes links that work more than once: three people in one browser."""

    def __str__(self) -> str:
        return f"link of {self.person}"
