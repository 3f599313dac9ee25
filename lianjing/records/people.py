"""People of the network, their sign-in, and what they declare about kin and interests."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from lianjing.domain.authority import Action
from lianjing.records import choices
from lianjing.records.base import Scope, Table


class Person(Table):
    """Somebody who holds or held a post. Numbers are kept as fingerprint, last four, and sealed."""

    scope = Scope(
        path="home__path",
        owner="id",
        actions=frozenset(
            {
                Action.PERSON_READ,
                Action.CONTACT_READ,
                Action.DECLARATION_WRITE,
                Action.RECUSAL_REQUEST,
                Action.ACCOUNT_MANAGE,
            }
        ),
    )

    home = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=60)
    sought = models.CharField(max_length=300, blank=True)
    id_fingerprint = models.CharField(max_length=64, null=True, blank=True, unique=True)
    id_last_four = models.CharField(max_length=4, blank=True)
    id_sealed = models.BinaryField(null=True, blank=True)
    phone_last_four = models.CharField(max_length=4, blank=True)
    phone_sealed = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Accounts are read by sign-in, before there is a post to ask the policy for."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Account":
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """What signs in. Holds a name to sign in with and nothing else about the person; no log-in is counted."""

    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_given_at = models.DateTimeField(null=True, blank=True)  # by an administrator, for the rule below
    factor_dropped_at = models.DateTimeField(null=True, blank=True)  # the two may not follow each other at once
    last_login = None

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username


class Declaration(Table):
    """Kin in the network, or an interest in a supplier, as declared by the person (D2, D4)."""

    scope = Scope(
        path="person__home__path",
        owner="person",
        actions=frozenset({Action.DECLARATION_READ, Action.DECLARATION_WRITE}),
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations")
    kind = models.CharField(max_length=10, choices=choices.declaration_kinds)
    relation = models.CharField(max_length=30)
    kin = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="declared_by_kin")
    other_name = models.CharField(max_length=60, blank=True)
    declared_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
