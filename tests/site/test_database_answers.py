"""PostgreSQL answers the policy's questions without compiling them first."""

import pytest
from django.db import connection


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_question_is_not_compiled():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
