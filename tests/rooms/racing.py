"""One of two web processes: opens a batch's page as somebody, waits for the word, and accepts it."""

import json
import sys


def main(username: str, post: int, batch: int, shown: str) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    # As in the suite: hashed names of static files exist only after `collectstatic`.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

    from lianjing.records.models import Account

    browser = Client()
    browser.force_login(Account.objects.get(username=username))
    session = browser.session
    session["trusted_sign_in"], session["post"] = "demo", post
    session.save()
    browser.get(f"/uploads/{batch}/", headers={"host": "localhost"})  # warm: both are as quick as each other
    print("ready", flush=True)
    sys.stdin.readline()
    answer = browser.post(f"/uploads/{batch}/accept/", {"shown": shown}, headers={"host": "localhost"})
    print(json.dumps({"status": answer.status_code}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
