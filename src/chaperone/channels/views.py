"""Pages about connected accounts."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.rules import may
from chaperone.channels import queries, services
from chaperone.channels.abilities import facts_of, headline_of
from chaperone.channels.forms import FORMS, form_for
from chaperone.channels.models import Channel
from chaperone.channels.rules import may_use
from chaperone.engines.networks import all_networks, connector_for
from chaperone.foundation.refusal import Refusal


@staff("channels.read")
def channels(request: StaffRequest) -> HttpResponse:
    """Every connected account and how it stands."""
    found = queries.channels_of(request.practice)
    rows = [{"channel": one, "network": queries.capabilities_of(one)} for one in found]
    may_connect = may(request.actor, "channels.connect")
    return render(request, "channels/channel_list.html", {"rows": rows, "may_connect": may_connect})


@staff("channels.read")
def channel(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One account: how it stands and what its network can do."""
    found = get_object_or_404(queries.channels_of(request.practice), pk=pk)
    network = queries.capabilities_of(found)
    context = {
        "channel": found,
        "network": network,
        "facts": facts_of(network),
        "usable": may_use(found.state),
        "may_connect": may(request.actor, "channels.connect"),
    }
    return render(request, "channels/channel_detail.html", context)


@staff("channels.connect")
def choose(request: StaffRequest) -> HttpResponse:
    """Which network to connect."""
    offered = [{"network": one, "sentence": headline_of(one)} for one in all_networks() if one.key in FORMS]
    return render(request, "channels/network_choose.html", {"offered": offered})


@sensitive_post_parameters("password")
@staff("channels.connect")
def connect(request: StaffRequest, network: str) -> HttpResponse:
    """Sign in at a network; only what it accepted is kept."""
    if network not in FORMS:
        raise Http404
    return _connect(request, network, None)


@sensitive_post_parameters("password")
@staff("channels.connect")
def reconnect(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Sign in once more for an account whose connection was lost."""
    found = get_object_or_404(queries.open_channels(request.practice), pk=pk)
    return _connect(request, found.network, found)


@require_POST
@staff("channels.read")
def check(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask the network whether the connection still works."""
    found = get_object_or_404(queries.channels_of(request.practice), pk=pk)
    looked = services.check_health(channel=found, by=request.actor, at=timezone.now())
    if looked.check_code:
        messages.warning(request, "The network did not confirm this connection. What to do is said below.")
    else:
        messages.success(request, "The network knows us: the connection works.")
    return redirect("channels:detail", request.practice.slug, found.pk)


@require_POST
@staff("channels.connect")
def close(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Close an account and wipe its secrets."""
    found = get_object_or_404(queries.channels_of(request.practice), pk=pk)
    services.close_channel(channel=found, by=request.actor, at=timezone.now())
    messages.success(request, "Closed. Its password and tokens are wiped.")
    return redirect("channels:list", request.practice.slug)


def _connect(request: StaffRequest, network: str, again: Channel | None) -> HttpResponse:
    form = form_for(network, request.POST or None, channel=again)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.connect(
                practice=request.practice,
                network=network,
                handle=form.cleaned_data["handle"],
                base_url=form.base_url(),
                credentials=form.credentials(),
                by=request.actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Connected: {made.handle}.")
            return redirect("channels:detail", request.practice.slug, made.pk)
    context = {"form": form, "network": connector_for(network).capabilities, "again": again}
    return render(request, "channels/channel_connect.html", context)
