"""Django's sessions in the database and its way to the person, read by prepared queries.

Both are read anew for every request, so that signing out and closing an account act at once.
"""

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from gadfly.people.models import Person
from gadfly.shared.prepared import ANY, Prepared

_session = Prepared(lambda key: Session.objects.filter(session_key=key), key="the key")
_person = Prepared(lambda pk: Person.objects.filter(pk=pk), pk=ANY)


class SessionStore(db.SessionStore):
    """A session read by a prepared query."""

    def _get_session_from_db(self) -> Session | None:
        found = _session(key=self.session_key)
        if found and found[0].expire_date > timezone.now():
            return found[0]
        self._session_key = None
        return None


class Backend(ModelBackend):
    """Finds the person of a session. Nobody signs in by password."""

    def get_user(self, user_id: int) -> Person | None:
        """Return the person, unless the account is closed."""
        found = _person(pk=user_id)
        return found[0] if found and found[0].is_active else None
