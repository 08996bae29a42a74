"""The Chinese demo company: master data, people, and a history made by running the real flow."""
