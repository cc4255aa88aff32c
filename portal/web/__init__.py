"""The HTTP toolkit.

An id in an address is a number that the database can hold; a longer one names no page. This
stands here because it must be known before any feature writes down its routes.
"""

from starlette.convertors import IntegerConvertor, register_url_convertor


class _Id(IntegerConvertor):
    regex = "[0-9]{1,18}"


register_url_convertor("int", _Id())
