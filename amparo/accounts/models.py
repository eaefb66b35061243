"""Accounts' tables: people who sign in, how they are bound to members, and what proves them."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Accounts(BaseUserManager["User"]):
    """Finds accounts by user name as people type it."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who can sign in: a member, or one of the plan's people."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for the e-mail code")
        ACTIVE = "active", _("active")
        FROZEN = "frozen", _("frozen: somebody said this was not them")
        SUSPENDED = "suspended", _("suspended by the plan")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=64, unique=True)  # always lower case
    email = models.EmailField(max_length=254)
    email_proved_at = models.DateTimeField(null=True)
    phone = models.CharField(max_length=32, blank=True)
    language = models.CharField(
        max_length=2, choices=[("en", _("English")), ("es", _("Spanish"))], default="en"
    )
    display_name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    is_staff = models.BooleanField(default=False)
    staff_role = models.CharField(max_length=32, blank=True)
    tell_messages = models.BooleanField(default=True)
    tell_bills = models.BooleanField(default=True)
    tell_cards = models.BooleanField(default=True)
    paperless = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True)
    password_disabled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = Accounts()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        db_table = "accounts_user"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_staff=False, staff_role="") | (Q(is_staff=True) & ~Q(staff_role="")),
                name="staff_have_a_role",
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.id}"

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Pending accounts may sign in too: that is how they come back to their e-mail code."""
        return self.state in {self.State.ACTIVE, self.State.PENDING}

    @property
    def is_superuser(self) -> bool:
        return False

    def may(self, duty: str) -> bool:
        """Whether this staff account's role includes the duty (accounts/roles.py)."""
        from amparo.accounts import roles

        return self.is_staff and self.state == self.State.ACTIVE and duty in roles.duties(self.staff_role)

    def keep_language(self, language: str) -> None:
        """The language switched to on a form page (ui/pages.py) becomes the profile's, as on any other page."""
        from amparo.accounts import profile

        profile.set_language(user=self, language=language)


class MemberLink(models.Model):
    """Binds an account to a member; pending until the e-mail code is confirmed."""

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        ACTIVE = "active", _("active")
        FROZEN = "frozen", _("frozen")
        ENDED = "ended", _("ended")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    member = models.ForeignKey("coverage.Member", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    proved_by = models.CharField(max_length=10)  # ssn | number | activation | staff
    contact_proof = models.CharField(max_length=8, default="none")  # email | phone | none
    created_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "accounts_member_link"
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(state__in=["active", "frozen"]), name="one_account_a_member"
            ),
        ]


class RegistrationAttempt(models.Model):
    """One person's way through registration; the browser holds only a random token."""

    token_digest = models.BinaryField(max_length=32, unique=True)
    step = models.CharField(max_length=16)
    language = models.CharField(max_length=2)
    sealed_facts = models.BinaryField(null=True)
    method = models.CharField(max_length=10, blank=True)
    member = models.ForeignKey("coverage.Member", null=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=16, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    reference = models.CharField(max_length=16, unique=True)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_registration_attempt"


class EmailCode(models.Model):
    """A code sent to an address: only its keyed digest is kept."""

    class Use(models.TextChoices):
        REGISTER = "register", _("register")
        RESET = "reset", _("reset")
        CHANGE = "change", _("change of address")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    use = models.CharField(max_length=8, choices=Use.choices)
    sealed_address = models.BinaryField()
    code_digest = models.BinaryField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    sends = models.PositiveSmallIntegerField(default=1)
    address_changes = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_email_code"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "use"], condition=Q(used_at=None), name="one_open_code_a_use"
            ),
        ]


class ActivationCode(models.Model):
    """A one-time code that Member Services reads out or posts, for a member who cannot be matched otherwise."""

    member = models.ForeignKey("coverage.Member", on_delete=models.CASCADE, related_name="+")
    code_digest = models.BinaryField(max_length=32, unique=True)
    kind = models.CharField(max_length=8)  # phone | post
    issued_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "accounts_activation_code"


class SecurityAnswer(models.Model):
    """The hashed answer to one of the listed questions (accounts/questions.py)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=32)
    answer_hash = models.CharField(max_length=256)
    wrong_today = models.PositiveSmallIntegerField(default=0)
    wrong_since = models.DateTimeField(null=True)
    wrong_total = models.PositiveSmallIntegerField(default=0)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_security_answer"
        constraints = [models.UniqueConstraint(fields=["user", "question"], name="one_answer_a_question")]


class RecoveryCode(models.Model):
    """One hashed recovery code, shown once, used once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    code_digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_recovery_code"


class KnownDevice(models.Model):
    """A browser that has signed in to this account before; strangers cannot lock its owner out."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_digest = models.BinaryField(max_length=32)
    label = models.CharField(max_length=60)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_known_device"
        constraints = [models.UniqueConstraint(fields=["user", "token_digest"], name="one_row_a_device")]


class SignIn(models.Model):
    """One signed-in session: when it began, was last used, and why it ended."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    row_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    address = models.CharField(max_length=48, blank=True)  # truncated to /24 or /48
    browser = models.CharField(max_length=60, blank=True)
    methods = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "accounts_sign_in"


class Disavowal(models.Model):
    """The link in a notice that says "this was not me"; following it freezes the account."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_digest = models.BinaryField(max_length=32, unique=True)
    about = models.CharField(max_length=24)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_disavowal"


class StaffInvite(models.Model):
    """A one-time link with which one of the plan's people makes an account and enrols a second factor."""

    token_digest = models.BinaryField(max_length=32, unique=True)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=32)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_staff_invite"
