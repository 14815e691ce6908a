"""Build the guides: ``make guides`` or ``python -m tools.guides``.

What people read stands in ``docs/guides``, each page in Chinese and in English; ``guides.yaml``
there lists the pages and says who takes which picture where. A page is added with an entry in that
list and two files. ``checks`` finds what no longer agrees with the product, ``pages`` makes a small
static site, and ``pictures`` has the browser take the pictures in the demo county.
"""
