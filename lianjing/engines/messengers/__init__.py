"""One sentence out of the house: by e-mail, or by a bot of WeCom, DingTalk, Feishu or Lark. The library is Apprise.

What is sent is made here from one number and nothing else, so that no caller can put a name into it. An address is a
secret (whoever has it can write to the group): it is printed nowhere, and named by its fingerprint.
"""

from lianjing.engines.messengers.addresses import KINDS, AddressWrong, Book, fingerprint, kind_of, read_book
from lianjing.engines.messengers.sending import body, send

__all__ = ["KINDS", "AddressWrong", "Book", "body", "fingerprint", "kind_of", "read_book", "send"]
