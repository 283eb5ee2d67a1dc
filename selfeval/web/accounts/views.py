"""Signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.utils.decorators import method_decorator

from selfeval.web.accounts.forms import LoginForm


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    """The sign-in page; whoever is signed in goes on to the years."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True
