"""Rosters for tests: workbooks written cell by cell; check digits are right, the place in the numbers is none."""

import io

import openpyxl
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from lianjing.engines.intake.identity import check_sign
from lianjing.records.models import Account, Holding, Person

HEAD = ("姓名", "单位", "岗位", "电话", "身份证号", "任职时间")
SCHOOL = "业州中心学校"


def number(serial, born="19850312"):
    """Return an identity number of no place in China."""
    first = f"699901{born}{serial:03d}"
    return first + check_sign(first)


def row(name, serial, *, unit=SCHOOL, posts="教师", phone="14200000001", since="2021-09-01", id_no=None):
    """Return the cells of one right row."""
    return (name, unit, posts, phone, id_no or number(serial), since)


def book(*rows, head=HEAD, title=None):
    """Return an xlsx of one sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    if title:
        sheet.append([title])
    for line in (head, *rows):
        sheet.append(list(line))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def upload(data, name="名册.xlsx"):
    """Return `data` as a browser sends it."""
    return SimpleUploadedFile(name, data)


def sign_in(client, seat):
    """Act as the seat's person."""
    client.force_login(Account.objects.get(person=seat.person_id))
    session = client.session
    session["trusted_sign_in"] = "demo"
    session["post"] = seat.post_id
    session.save()
    return client


def staff(county, name, serial, unit="s001", post=None, since="2021-09-01"):
    """Add somebody with a number, holding `post` or the unit's post of teachers."""
    keys = settings.COLUMN_KEYS
    person = Person(
        home=county.org(unit),
        name=name,
        id_fingerprint=keys.fingerprint("id", number(serial)),
        id_last_four=number(serial)[-4:],
        id_sealed=keys.seal("id", number(serial)),
        phone_sealed=keys.seal("phone", "14200000001"),
        phone_last_four="0001",
    )
    person.save()
    post = post or teachers(county, unit)
    Holding(post=post, person=person, valid_from=since).save()
    return person


def teachers(county, unit="s001"):
    """Return the unit's post of teachers, made with any number of seats when it is not there."""
    org = county.org(unit)
    post = org.posts(manager="_base_manager").filter(code="JS").first()
    if post is None:
        post = county.post(unit, "teacher", "JS", "教师")
    post.seats = None
    post.save()
    return post
