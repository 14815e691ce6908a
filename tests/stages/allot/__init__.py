"""Tests of the stage that gives authority to units and lower governments."""
