"""Choices of a rescue case (SV-07)."""

STATES = [
    ("called", "Call Taken"),
    ("sent", "On the Way"),
    ("arrived", "On Site"),
    ("finished", "Finished on Site"),
    ("back", "Back, to Bill"),
    ("billed", "Repair Order Made"),
    ("followed", "Followed Up"),
    ("cancelled", "Cancelled"),
]
SAFETY = [
    ("safe", "Yes, behind the Guard Rail or off the Road"),
    ("moving", "Moving to Safety Now"),
    ("danger", "No, in Danger"),
]
ROADS = [
    ("city", "City"),
    ("highway", "Motorway"),
    ("country", "Country Road"),
    ("garage", "Underground Garage"),
]
FAULTS = [
    ("no_start", "Does Not Start"),
    ("battery", "Battery Flat"),
    ("tyre", "Flat Tyre"),
    ("fuel", "Out of Fuel or Charge"),
    ("heat", "Overheated"),
    ("accident", "Accident"),
    ("locked", "Locked Out"),
    ("stuck", "Stuck"),
    ("breakdown", "Broken Down"),
    ("other", "Other"),
]
DRIVES = [("front", "Front Wheels"), ("rear", "Rear Wheels"), ("all", "All Wheels")]
OUTCOMES = [
    ("fixed", "Repaired on Site"),
    ("towed_in", "Towed to the Shop"),
    ("third_party", "Given to a Third Party"),
    ("customer_cancelled", "Cancelled by the Customer on the Way"),
    ("gone", "Car Was Gone"),
]
# Outcomes of which nothing is photographed and signed on site.
EMPTY_OUTCOMES = ("customer_cancelled", "gone")
PAYERS = [
    ("customer", "Customer"),
    ("insurer", "Insurer"),
    ("warranty", "Manufacturer"),
    ("goodwill", "Goodwill"),
]
# States in which what was agreed, signed and billed stays as it is.
CLOSED = ("billed", "followed", "cancelled")
# What the customer said when asked afterwards; the caller writes it while the case waits for the call.
RESULTS = [
    ("satisfied", "Satisfied"),
    ("dissatisfied", "Dissatisfied"),
    ("unreachable", "Not Reached"),
    ("refused", "Refused"),
]
ANSWERS = {"follow_result", "follow_note"}
