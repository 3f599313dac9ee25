"""Signing in: password and authenticator app, wrong codes, passkeys, delay after wrong passwords, several posts."""

import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

PASSKEYS = {
    "protocol": "ctap2",
    "transport": "internal",
    "automaticPresenceSimulation": True,
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


def code_of(secret):
    """Return what an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def knock(person, name, password):
    """Send name and password on the page of sign-in."""
    page = person.page
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.locator("main form:has([name=password]) button").click()
    page.wait_for_load_state()


def prove_again(person, password):
    """Give the password once more: a second factor is not set up by whoever finds the desk open."""
    assert "/reauthenticate/" in person.page.url
    person.page.fill("[name=password]", password)
    person.choose("main form:has([name=password]) button")


def sign_out(person):
    """Sign out by the menu."""
    person.page.locator("header details.menu > summary").click()
    person.choose("header form[action$='/accounts/logout/'] button")


def test_password_then_an_app_is_asked_for_before_any_desk(window, staff, size):
    person = window(size)
    page = person.go("/work/")
    assert "/accounts/login/" in page.url
    person.look("sign-in")
    knock(person, f"new-{size}", staff["password"])
    page.wait_for_url("**/accounts/2fa/")
    page.goto(f"{person.house.url}/network/")
    assert page.url.endswith("/accounts/2fa/")
    person.look("second-factor")
    person.choose("a[href$='/2fa/totp/activate/']")
    prove_again(person, staff["password"])
    person.look("authenticator")
    page.fill("[name=code]", "000000")
    person.choose("main form button")
    assert page.locator("[name=code]").get_attribute("aria-invalid") == "true" or page.locator(".wrong").count()
    person.look()
    page.fill("[name=code]", code_of(page.locator("#authenticator_secret").input_value()))
    person.choose("main form button")
    page.wait_for_url(re.compile(r"/accounts/2fa/(recovery-codes/)?$"))
    person.look("recovery-codes")
    person.go("/work/")
    assert staff["first"] in page.locator("header .who").inner_text()
    sign_out(person)
    person.go("/work/")
    assert "/accounts/login/" in page.url


def test_a_wrong_code_opens_nothing_and_a_right_one_does(window, staff, size):
    person = window(size)
    page = person.go("/accounts/login/")
    knock(person, f"coded-{size}", staff["password"])
    page.wait_for_url("**/accounts/2fa/authenticate/**")
    page.fill("[name=code]", "000000")
    person.choose("main form:has([name=code]) button")
    assert page.locator("main").get_by_text(re.compile("不正确|错误|Incorrect")).count()
    person.look("code")
    page.fill("[name=code]", code_of(staff["secrets"][f"coded-{size}"]))
    person.choose("main form:has([name=code]) button")
    page.wait_for_url("**/work/")
    person.look()


def test_a_passkey_is_made_and_signs_in_without_a_password(window, staff, size):
    person = window(size)
    page = person.page
    device = person.window.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEYS})
    person.go("/accounts/login/")
    knock(person, f"key-{size}", staff["password"])
    page.wait_for_url("**/accounts/2fa/")
    person.go("/accounts/2fa/webauthn/add/")
    prove_again(person, staff["password"])
    person.look("passkey")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    person.go("/work/")
    sign_out(person)
    person.go("/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/work/")
    assert staff["first"] in page.locator("header .who").inner_text()
    person.look()


def test_wrong_passwords_are_slowed_down_in_words(window, staff):
    person = window("phone")
    person.expected |= {429}
    page = person.go("/accounts/login/")
    for _ in range(12):
        knock(person, "slow-phone", "wrong-wrong-wrong-1")
        if page.locator("main").get_by_text(re.compile("过多|太多|频繁|Too many")).count():
            break
    else:
        raise AssertionError(page.locator("main").inner_text())
    person.look("slowed-down")


def test_a_person_with_two_posts_switches_and_the_desk_changes(window, staff, size):
    person = window(size)
    page = person.go(staff["addresses"][f"slow-{size}"])
    assert "资料员" in page.locator("header .who").inner_text()
    assert page.locator("nav.rail a[href$='/uploads/']").count() == 1
    page.locator("header details.menu > summary").click()
    person.look("posts")
    person.choose("header button[name=post]")
    assert "兼课教师" in page.locator("header .who").inner_text()
    assert staff["second"] in page.locator("header .who").inner_text()
    assert page.locator("nav.rail a[href$='/uploads/']").count() == 0
    person.look()
    person.expected |= {404}
    person.go("/uploads/")
    assert page.locator("h1").count() == 1
    person.look()
