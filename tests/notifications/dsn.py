"""Mail that comes back, in the forms in which mail servers write it."""

from __future__ import annotations


def postfix(
    address: str, name: str, *, action: str = "failed", status: str = "5.1.1", own: str = "1"
) -> bytes:
    code = "550" if status.startswith("5") else "451"
    return f"""Return-Path: <>
Delivered-To: bounces@example.org
Received: by mx.example.org (Postfix) id 4XyZ1{own}; Mon, 10 May 2027 08:00:02 +0000 (UTC)
Date: Mon, 10 May 2027 08:00:02 +0000 (UTC)
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounces@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4XyZ{own}.1778400002/mx.example.org"
Message-Id: <20270510080002.4XyZ{own}@mx.example.org>

This is a MIME-encapsulated message.

--4XyZ{own}.1778400002/mx.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<{address}>: host mail.example.com[192.0.2.7] said: {code} {status} no such mailbox

--4XyZ{own}.1778400002/mx.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4XyZ{own}
X-Postfix-Sender: rfc822; bounces@example.org
Arrival-Date: Mon, 10 May 2027 08:00:01 +0000 (UTC)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.com
Diagnostic-Code: smtp; {code} {status}
    no such mailbox

--4XyZ{own}.1778400002/mx.example.org
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Received: from tracker (localhost [127.0.0.1])
\tby mx.example.org (Postfix) with ESMTP id 4XyZ{own}
Subject: Write the policy is due
From: ISO 20K <tracker@example.org>
To: {address}
Message-ID: {name}

--4XyZ{own}.1778400002/mx.example.org--
""".encode()


def exim(address: str, name: str) -> bytes:
    return f"""Return-path: <>
Envelope-to: bounces@example.org
X-Failed-Recipients: {address}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example.org>
To: bounces@example.org
Content-Type: multipart/report; report-type=delivery-status; boundary=1778400002-eximdsn-804289383
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1wM3kS-0000aB-2x@mx.example.org>
Date: Mon, 10 May 2027 08:00:02 +0000

--1778400002-eximdsn-804289383
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

  {address}
    host mail.example.com [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<{address}>:
    550 Unrouteable address

--1778400002-eximdsn-804289383
Content-type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Action: failed
Final-Recipient: rfc822;{address}
Status: 5.0.0
Remote-MTA: dns; mail.example.com
Diagnostic-Code: smtp; 550 Unrouteable address

--1778400002-eximdsn-804289383
Content-type: message/rfc822

Return-path: <bounces@example.org>
Received: from tracker by mx.example.org with esmtp (Exim 4.97)
\tid 1wM3kS-0000aA-1w; Mon, 10 May 2027 08:00:01 +0000
Content-Type: multipart/alternative; boundary="===1234=="
Subject: Write the policy is due
To: {address}
Message-ID: {name}

--===1234==
Content-Type: text/plain

Hello
--===1234==--

--1778400002-eximdsn-804289383--
""".encode()


def exim_of_old(address: str, name: str, *, said: str = "550 5.1.1 no such user here") -> bytes:
    return f"""Return-path: <>
X-Failed-Recipients: {address}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example.org>
To: bounces@example.org
Subject: Mail delivery failed: returning message to sender
Message-Id: <E0old-0000aB-2x@mx.example.org>
Date: Mon, 10 May 2027 08:00:02 +0000

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {address}
    SMTP error from remote mail server after RCPT TO:<{address}>:
    {said}

------ This is a copy of the message, including all the headers. ------

Return-path: <bounces@example.org>
Subject: Write the policy is due
To: {address}
Message-ID: {name}

Hello
""".encode()


def exchange(address: str, name: str, *, to: str = "bounces@example.org") -> bytes:
    """Its status part comes with carriage returns, and the mail itself is not always given back."""
    return (
        f"""From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.com>
To: <{to}>
Date: Mon, 10 May 2027 08:00:05 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="d2f1c0de-aaaa-4bbb-8ccc-0123456789ab"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-GB
Message-ID: <0bcdef12-3456-4789-abcd-ef0123456789@EX01.example.com>
{f"In-Reply-To: {name}" if name else "X-Nothing: here"}
{f"References: {name}" if name else "X-Nothing-Else: here"}
Subject: Undeliverable: Write the policy is due
Auto-Submitted: auto-replied
MIME-Version: 1.0

--d2f1c0de-aaaa-4bbb-8ccc-0123456789ab
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="eeee1111-aaaa-4bbb-8ccc-0123456789ab"

--eeee1111-aaaa-4bbb-8ccc-0123456789ab
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Delivery has failed to these recipients or groups:

--eeee1111-aaaa-4bbb-8ccc-0123456789ab--

--d2f1c0de-aaaa-4bbb-8ccc-0123456789ab
Content-Type: message/delivery-status

Reporting-MTA: dns;EX01.example.com
Received-From-MTA: dns;mx.example.org
Arrival-Date: Mon, 10 May 2027 08:00:04 +0000

Original-Recipient: rfc822;{address}
Final-Recipient: rfc822;{address}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
X-Display-Name: Milo

--d2f1c0de-aaaa-4bbb-8ccc-0123456789ab--
""".replace("\n", "\r\n")
    ).encode()


def away(address: str, name: str) -> bytes:
    return f"""From: {address}
To: bounces@example.org
Subject: Automatic reply: Write the policy is due
Auto-Submitted: auto-replied
X-Failed: no
In-Reply-To: {name}
Message-ID: <away@example.com>
Content-Type: text/plain; charset=utf-8

I am away until the 24th. Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
""".encode()


def receipt(address: str, name: str) -> bytes:
    """Somebody has read it."""
    return f"""From: {address}
To: bounces@example.org
Subject: Read: Write the policy is due
Message-ID: <read@example.com>
Content-Type: multipart/report; report-type=disposition-notification; boundary=rr

--rr
Content-Type: text/plain

Your message was read.
--rr
Content-Type: message/disposition-notification

Final-Recipient: rfc822;{address}
Original-Message-ID: {name}
Disposition: manual-action/MDN-sent-manually; displayed
--rr--
""".encode()
