"""The sign-in form."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django.contrib.auth.forms import AuthenticationForm


class LoginForm(AuthenticationForm):
    """User name and password; the answer never tells which of the two was wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = "用户名或密码不正确，核对后重新填写（区分大小写）。"
        self.error_messages = {"invalid_login": unknown, "inactive": unknown}
        self.fields["username"].label = "用户名"
        self.fields["username"].error_messages["required"] = "用户名未填写，填写分配给您的用户名。"
        self.fields["password"].label = "密码"
        self.fields["password"].error_messages["required"] = "密码未填写，填写您的密码。"
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": "", "data-once": ""}
        self.helper.add_input(Submit("", "登录"))
