"""The demo: a function of its arguments, whose rows are such as the actions write."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from hub import demonstration
from hub.accounts import actions as accounts
from hub.accounts.models import Account
from hub.action import Actor
from hub.actor import ADMINISTRATORS, ANYONE, NOBODY, SIGNED_IN, Via
from hub.accounts.visitor import Visitor
from hub.app import Hub
from hub.database import read
from hub.demo import load, words
from hub.demo.draw import Draw
from hub.demo.people import draw_people
from hub.demo.sizes import SIZES
from hub.people import actions, closure
from hub.people.models import Group, Membership, Person, Position, Principal, Unit
from hub.settings import Settings, SettingsError

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 23)
