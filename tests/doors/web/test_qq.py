import pytest, os
from tests.doors.web.test_browser import chromium, visit
from tests.doors.web.test_browser_leader import troubled
from tests.doors.web import street

pytestmark = pytest.mark.browser
OUT = "/tmp/wt/shots"
os.makedirs(OUT, exist_ok=True)


def test_shots(troubled, visit):
    page = visit("mayor", "/")
    page.screenshot(path=OUT + "/cockpit-en.png", full_page=True)
    page.pdf(path=OUT + "/cockpit-en.pdf", format="A4", prefer_css_page_size=True)
    page.context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": page.url}])
    page.goto(page.url.split("?")[0])
    page.screenshot(path=OUT + "/cockpit-zh.png", full_page=True)
    page = visit(
        "school.clerk",
        f"/payments/new?indicator={street.PAPER.indicator}&amount=12万&account=6222000000003321&purpose=x&no_invoice=1&procurement=no",
    )
    page.screenshot(path=OUT + "/form-en.png", full_page=True)
    page = visit("school.clerk", "/payments/new")
    page.context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": page.url}])
    page.goto(page.url)
    page.click("#indicator")
    page.wait_for_timeout(300)
    page.screenshot(path=OUT + "/form-zh.png", full_page=True)
    page.fill("#indicator", "bg")
    page.wait_for_timeout(1500)
    page.screenshot(path=OUT + "/form2-zh.png", full_page=True)
