"""A short word to other programs that something was published: who is told, and how a message is signed.

The signature is that of Standard Webhooks (standardwebhooks.com, version 1), so that receivers check it with a library.
"""

from lianjing.engines.webhooks.receivers import Receiver, ReceiversWrong, read_receivers, secret_of
from lianjing.engines.webhooks.signing import TOLERANCE, sign, verified

__all__ = ["TOLERANCE", "Receiver", "ReceiversWrong", "read_receivers", "secret_of", "sign", "verified"]
