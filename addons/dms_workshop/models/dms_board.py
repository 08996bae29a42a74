from odoo import fields, models

from odoo.addons.dms_base.tools import plate as plate_tools

# Friendly words for customers; everything else stays inside the shop.
PUBLIC_STEPS = {
    "received": "waiting",
    "inspecting": "inspecting",
    "estimating": "inspecting",
    "quoted": "waiting",
    "authorised": "waiting",
    "dispatched": "waiting",
    "working": "working",
    "qc": "checking",
    "washing": "washing",
    "ready": "ready",
    "settled": "ready",
    "paid": "ready",
    "released": "ready",
}
STEP_OF_STAGE = {
    "received": 0,
    "inspecting": 0,
    "estimating": 0,
    "quoted": 0,
    "authorised": 1,
    "dispatched": 1,
    "working": 2,
    "qc": 3,
    "washing": 4,
    "ready": 5,
    "settled": 5,
    "paid": 5,
    "released": 5,
}
WAITING = {"wait_parts": "parts", "wait_approval": "customer"}
AMBER_MINUTES = 60


class DmsBoard(models.Model):
    """SM-21 repair progress board: every car in the shop, its step and its risk."""

    _inherit = "dms.board"

    def _board_data_sm_21(self, board, options):
        """Rows of the cars in the shop, by one query set whatever their number.

        :param options: ``public`` leaves only masked plate, step, time and a friendly word
        """
        company = board.company_id or self.env.company
        # sudo: a screen without login has no user; what leaves is chosen below
        rows = self.env["sale.order"].sudo()._get_in_shop_rows([company.id])
        now = fields.Datetime.now()
        advisors = {
            user.id: user.name
            for user in self.env["res.users"]
            # sudo: a board without a login shows the names of the advisors
            .sudo()
            .browse({row["user_id"] for row in rows if row["user_id"]})
        }
        cards = [self._prepare_progress_card(row, now, company, advisors) for row in rows]
        cards.sort(
            key=lambda card: (
                card["column"] == "ready",
                card["rank"],
                card["promised_at"] or "9",
                card["id"],
            )
        )
        summary = self._get_progress_summary(cards)
        summary["stay"] = self._get_average_stay(rows, now)
        if (options or {}).get("public"):
            cards = [self._mask_progress_card(card) for card in cards]
        for card in cards:
            card.pop("promised_at", None)
            card.pop("rank", None)
        return {
            "cards": cards,
            "summary": summary,
            "company": company.name,
            "public": bool((options or {}).get("public")),
        }

    def _prepare_progress_card(self, row, now, company, advisors):
        """One card: column, risk with its sign, one reason if it waits."""
        zone = self.with_context(tz=company.partner_id.tz or "Asia/Shanghai")
        states = set(row["states"] or [])
        waits = next(
            (WAITING[state] for state in ("wait_approval", "wait_parts") if state in states), None
        )
        if row["repair_stage"] == "quoted":
            waits = "customer"
        risk, minutes = self._get_risk(row, now)
        promised = row["promised_date"]
        eta = row["wait_eta"]
        labels = dict(
            self.env["sale.order"]._fields["repair_stage"]._description_selection(self.env)
        )
        return {
            "id": row["id"],
            "name": row["name"],
            "plate": row["license_plate"] or "",
            "advisor": advisors.get(row["user_id"], ""),
            "worker": row["worker"] or "",
            "bay": row["bay"] or "",
            "service": row["service_code"] or "",
            "work": (row["work"] or "")[:40],
            "hours": float(row["flat_hours"] or 0),
            "step": STEP_OF_STAGE.get(row["repair_stage"], 0),
            "stage": labels.get(row["repair_stage"], ""),
            "public_step": PUBLIC_STEPS.get(row["repair_stage"], "waiting"),
            "column": self._get_progress_column(row, waits),
            "waits": waits,
            "eta": self._get_board_time(zone, eta, now),
            "promised": self._get_board_time(zone, promised, now),
            "promised_at": fields.Datetime.to_string(promised) if promised else "",
            "minutes": minutes,
            "risk": risk,
            "rank": {"late": 0, "red": 1, "amber": 2}.get(risk, 3),
            "chair": bool(row["customer_waits"]),
            "rework": row["service_code"] == "RW",
        }

    def _get_board_time(self, zone, moment, now):
        """Hour of a moment of today, with the day before it on other days."""
        if not moment:
            return ""
        local = fields.Datetime.context_timestamp(zone, moment)
        today = fields.Datetime.context_timestamp(zone, now).date()
        return local.strftime("%H:%M" if local.date() == today else "%m-%d %H:%M")

    def _get_progress_column(self, row, waits):
        """Column of the board a car stands in."""
        if waits == "parts":
            return "parts"
        if waits == "customer":
            return "customer"
        stage = row["repair_stage"]
        if stage in ("ready", "settled", "paid", "released"):
            return "ready"
        if stage in ("qc", "washing"):
            return "wash" if row["qc_passed_at"] else "inspection"
        return "work" if stage == "working" else "waiting"

    def _get_risk(self, row, now):
        """Risk of the promise and minutes left: grey, green, amber, red, late or ready."""
        if row["ready_at"]:
            return "ready", 0
        if not row["promised_date"]:
            return "grey", 0
        minutes = int((row["promised_date"] - now).total_seconds() // 60)
        if minutes < 0:
            return "late", minutes
        open_hours = float(row["flat_hours"] or 0) if not row["work_started_at"] else 0.0
        slack = minutes - open_hours * 60
        if slack < 0:
            return "red", minutes
        return ("amber" if slack < AMBER_MINUTES else "green"), minutes

    def _get_progress_summary(self, cards):
        """Figures of the strip at the top."""
        late = [card for card in cards if card["risk"] == "late"]
        return {
            "inside": len(cards),
            "working": sum(card["column"] == "work" for card in cards),
            "waiting": sum(card["column"] in ("parts", "customer") for card in cards),
            "ready": sum(card["column"] == "ready" for card in cards),
            "risk": sum(card["risk"] in ("red", "amber") for card in cards),
            "late": len(late),
        }

    def _get_average_stay(self, rows, now):
        """Hours that the cars in the shop have been here on average, to the nearest hour."""
        stays = [(now - row["received_at"]).total_seconds() / 3600 for row in rows]
        return round(sum(stays) / len(stays)) if stays else 0

    def _mask_progress_card(self, card):
        """What customers may see: no name, phone, model, amount, fault or whole plate."""
        friendly = card["public_step"]
        return {
            "id": card["id"],
            "plate": plate_tools.mask(card["plate"]),
            "step": card["step"],
            "public_step": friendly,
            "promised": card["promised"][-5:],
            "promised_at": card["promised_at"],
            "rank": card["rank"],
            "ask": card["risk"] in ("late", "red"),
            "column": card["column"],
        }
