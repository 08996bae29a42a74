from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.sale.controllers.portal import CustomerPortal

from ..tools import picture

WORK_ORDER_REPORT = "dms_service.action_report_work_order"
STATEMENT_REPORT = "dms_service.action_report_settlement"
# The database counts records up to here; a longer number in a link is nobody's.
HIGHEST_ID = 2**31 - 1


class RepairPortal(CustomerPortal):
    """The customer's page of a repair order: estimate, signature, supplements, statement."""

    def _document_check_access(self, model_name, document_id, access_token=None):
        """A link without login ends some time after the car has left.

        :raises AccessError: the link has ended
        """
        if document_id > HIGHEST_ID:
            raise MissingError(request.env._("This document does not exist."))
        document = super()._document_check_access(model_name, document_id, access_token)
        if hasattr(document, "_is_portal_link_open") and not document._is_portal_link_open():
            # People who may read the record by themselves need no link.
            request.env[model_name].browse(document_id).check_access("read")
        return document

    def _read_signature(self, name, signature):
        """Name and drawing as they may be kept; whatever is no picture counts as no signature."""
        name = name.strip()[:64] if isinstance(name, str) else ""
        return name, signature if picture.is_drawing(signature) else None

    def _get_repair(self, order_id, access_token):
        """The order as superuser when it is a repair the visitor may see, else None."""
        try:
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return None
        return order if order.is_repair else None

    def _is_unknown_or_repair(self, order_id):
        """Orders that are no repairs keep core's answers."""
        if order_id > HIGHEST_ID:
            return True
        # sudo: only the kind of the order is looked at
        order = request.env["sale.order"].sudo().browse(order_id).exists()
        return not order or order.is_repair

    def _refuse_link(self, model_name, document_id, access_token):
        """The page of a link that opens nothing: one sentence and no data.

        :return: 410 when the link was right once and has ended, else 404
        """
        # sudo: only the token is compared
        documents = request.env[model_name].sudo()
        token = document_id <= HIGHEST_ID and documents.browse(document_id).exists().access_token
        has_ended = bool(token and access_token and consteq(token, access_token))
        response = request.render("dms_service.portal_link_ended", {"has_ended": has_ended})
        response.status_code = 410 if has_ended else 404
        return response

    @http.route()
    def portal_order_page(self, order_id, report_type=None, access_token=None, **kw):
        """Repair orders have their own mobile page and print the 任务委托书 instead of core's order."""
        order = self._get_repair(order_id, access_token)
        if not order:
            if access_token and self._is_unknown_or_repair(order_id):
                return self._refuse_link("sale.order", order_id, access_token)
            return super().portal_order_page(
                order_id, report_type=report_type, access_token=access_token, **kw
            )
        if report_type in ("html", "pdf", "text"):
            settlement = order._get_portal_settlement()
            wants_statement = kw.get("document") == "statement" and settlement
            return self._show_report(
                model=settlement if wants_statement else order,
                report_type=report_type,
                report_ref=STATEMENT_REPORT if wants_statement else WORK_ORDER_REPORT,
                download=kw.get("download"),
            )
        values = {
            "order": order,
            "token": access_token,
            "message": kw.get("message"),
            "page_name": "order",
        }
        return request.render("dms_service.portal_repair_order", values)

    @http.route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        """Signing online goes through the same gate as signing at the desk."""
        access_token = access_token or request.httprequest.args.get("access_token")
        order = self._get_repair(order_id, access_token)
        if not order:
            return super().portal_quote_accept(
                order_id, access_token=access_token, name=name, signature=signature
            )
        if not order.received_at:
            message = order.env._(
                "The vehicle has not arrived: this estimate is for confirmation only and is not an "
                "order for repair. (E-301)"
            )
            return {"error": message}
        if not order._has_to_be_signed():
            return {
                "error": order.env._("This estimate can no longer be signed: ask your advisor.")
            }
        name, signature = self._read_signature(name, signature)
        try:
            with request.env.cr.savepoint():
                order._authorise(signature=signature, signed_by=name, channel="portal")
        except UserError as error:
            return {"error": str(error)}
        return {
            "force_refresh": True,
            "redirect_url": order.get_portal_url(query_string="&message=sign_ok"),
        }

    @http.route()
    def portal_quote_decline(self, order_id, access_token=None, decline_message=None, **kwargs):
        """Declining never cancels: the car stands in the shop, the advisor is told."""
        order = self._get_repair(order_id, access_token)
        if not order:
            return super().portal_quote_decline(
                order_id, access_token=access_token, decline_message=decline_message, **kwargs
            )
        query = "&message=cant_reject"
        if order._has_to_be_signed() and decline_message:
            order._decline_estimate(decline_message)
            query = "&message=declined"
        return request.redirect(order.get_portal_url(query_string=query))

    @http.route("/my/repair/<int:order_id>/choose", type="jsonrpc", auth="public")
    def portal_line_choose(self, order_id, access_token, line_id, accept):
        """Remember the customer's yes or no on one line of the estimate until he signs."""
        order = self._get_repair(order_id, access_token)
        if not order or not order._has_to_be_signed():
            return {"error": request.env._("This estimate can no longer be changed.")}
        return order._answer_line(line_id, accept)

    @http.route("/my/repair/<int:order_id>/variant", type="jsonrpc", auth="public")
    def portal_variant_choose(self, order_id, access_token, job_id, variant):
        """The customer takes one of several ways to do a job, before he signs."""
        order = self._get_repair(order_id, access_token)
        if not order or not order._has_to_be_signed():
            return {"error": request.env._("This estimate can no longer be changed.")}
        try:
            return order._choose_variant(job_id, variant)
        except UserError as error:
            return {"error": str(error)}

    @http.route("/my/repair/<int:order_id>/old_parts", type="jsonrpc", auth="public")
    def portal_old_parts(self, order_id, access_token, choice):
        """The customer takes the replaced parts or leaves them; fixed by the signature."""
        order = self._get_repair(order_id, access_token)
        if not order or choice not in ("take", "waive") or not order._has_to_be_signed():
            return {"error": request.env._("This estimate can no longer be changed.")}
        order.old_part_choice = choice
        return {}

    def _get_supplement(self, supplement_id, access_token):
        try:
            return self._document_check_access(
                "dms.ro.supplement", supplement_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return None

    @http.route(
        "/my/repair/supplement/<int:supplement_id>", type="http", auth="public", website=True
    )
    def portal_supplement(self, supplement_id, access_token=None, message=None, **kw):
        """Page of one supplement, with a yes or no on every line."""
        supplement = self._get_supplement(supplement_id, access_token)
        if not supplement:
            return self._refuse_link("dms.ro.supplement", supplement_id, access_token)
        values = {
            "supplement": supplement,
            "order": supplement.order_id,
            "token": access_token,
            "message": message,
            "page_name": "order",
        }
        return request.render("dms_service.portal_repair_supplement", values)

    @http.route("/my/repair/supplement/<int:supplement_id>/choose", type="jsonrpc", auth="public")
    def portal_supplement_choose(self, supplement_id, access_token, line_id, accept):
        """Remember the customer's yes or no on one line until he signs."""
        supplement = self._get_supplement(supplement_id, access_token)
        if not supplement or supplement.state != "quoted":
            return {"error": request.env._("This supplement can no longer be changed.")}
        return supplement._answer_line(line_id, accept)

    @http.route("/my/repair/supplement/<int:supplement_id>/accept", type="jsonrpc", auth="public")
    def portal_supplement_accept(self, supplement_id, access_token=None, name=None, signature=None):
        """The signature under the chosen lines."""
        access_token = access_token or request.httprequest.args.get("access_token")
        supplement = self._get_supplement(supplement_id, access_token)
        if not supplement or supplement.state != "quoted":
            return {"error": request.env._("This supplement can no longer be signed.")}
        chosen = supplement.line_ids.filtered("portal_accept")
        name, signature = self._read_signature(name, signature)
        try:
            with request.env.cr.savepoint():
                supplement._approve(
                    line_ids=chosen.ids, channel="portal", signed_by=name, signature=signature
                )
        except UserError as error:
            return {"error": str(error)}
        return {
            "force_refresh": True,
            "redirect_url": supplement.get_portal_url(query_string="&message=sign_ok"),
        }

    @http.route("/my/repair/statement/<int:settlement_id>/sign", type="jsonrpc", auth="public")
    def portal_statement_sign(self, settlement_id, name=None, signature=None, **kwargs):
        """The customer signs for the statement on his own phone."""
        values = {**request.httprequest.args, **kwargs}
        number = str(values.get("order_id") or "")
        order_id = int(number) if number.isdigit() and len(number) < 10 else 0
        order = self._get_repair(order_id, values.get("access_token"))
        settlement = order._get_portal_settlement() if order else None
        name, signature = self._read_signature(name, signature)
        if not settlement or settlement.id != settlement_id or not signature:
            return {"error": request.env._("This statement cannot be signed.")}
        settlement._sign(signature, name)
        return {"force_refresh": True, "redirect_url": order.get_portal_url()}
