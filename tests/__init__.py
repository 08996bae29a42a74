"""Tests that cross the addons: demo company, races, prints, browser, launcher."""
