import { documentTypeName } from '@medsign/contract/document-types';
import { APPROVAL_TEXTS, type Language } from './approval-texts.ts';
import type { SessionRow } from './store-sessions.ts';

export interface ApprovalPageInput {
  readonly language: Language;
  readonly hospital: string;
  /** A demo installation says so on every page. */
  readonly demo: boolean;
  readonly timeZone: string;
  readonly content:
    | { readonly kind: 'request'; readonly session: SessionRow; readonly token: string }
    | { readonly kind: 'closed' | 'unknown' | 'landing' };
}

/** The page on which a person answers a request for a sign session: plain HTML that old browsers show. */
export function approvalPage(input: ApprovalPageInput): string {
  const text = APPROVAL_TEXTS[input.language];
  const { content } = input;
  const body =
    content.kind === 'request'
      ? requestBody(input, content.session, content.token)
      : `<div class="card"><p>${escaped(text[content.kind])}</p><p><a href="/console">${escaped(text.console)}</a></p></div>`;
  return `<!DOCTYPE html>
<html lang="${input.language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(text.title)} · ${escaped(input.hospital)}</title>
<link rel="stylesheet" href="/approve/approve.css">
</head>
<body>
<main>
<header><a href="?lang=${input.language === 'zh' ? 'en' : 'zh'}" lang="${input.language === 'zh' ? 'en' : 'zh-CN'}">${escaped(text.other)}</a><h1>${escaped(text.title)}</h1>${input.demo ? '<span class="stamp">演示 Demo</span>' : ''}</header>
${body}
</main>
<script src="/approve/approve.js"></script>
</body>
</html>
`;
}

function requestBody(input: ApprovalPageInput, session: SessionRow, token: string): string {
  const text = APPROVAL_TEXTS[input.language];
  const types = session.document_types?.map((code) => documentTypeName(code)[input.language]).join('、');
  const answerBy = formatTime(session.request_expires_at, input.timeZone);
  const facts: readonly (readonly [string, string, boolean])[] = [
    [text.hospital, input.hospital, false],
    [text.system, session.system_name ?? '', true],
    [text.workstation, session.workstation, true],
    [text.person, `${session.signer_name}（${session.signer_job_no}）`, true],
    ...(session.purpose === null ? [] : [[text.purpose, session.purpose, false] as const]),
    [text.types, types ?? text.allTypes, false],
    [text.count, String(session.max_count), false],
    [text.until, text.duration(session.valid_minutes), false],
    [text.answerBy, answerBy, false],
  ];
  const rows = facts
    .map(
      ([name, value, strong]) =>
        `<tr${strong ? ' class="strong"' : ''}><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`,
    )
    .join('\n');
  const texts = JSON.stringify({
    approved: text.approved,
    denied: text.denied,
    busy: text.busy,
    errors: text.errors,
  });
  return `<div class="card">
<p>${escaped(text.intro)}</p>
<table class="facts">
${rows}
</table>
<noscript><p class="message">${escaped(text.script)}</p></noscript>
<form id="answer" class="hidden" method="post" action="/v1/sign-session-approvals" data-token="${escaped(token)}" data-zone="${escaped(input.timeZone)}" data-offset="${offsetMinutes(session.requested_at, input.timeZone)}" data-texts="${escaped(texts)}">
<label for="pin">${escaped(text.pin)}</label>
<input id="pin" type="password" inputmode="numeric" autocomplete="off" maxlength="12" aria-describedby="message">
<button class="yes" type="submit">${escaped(text.approve)}</button>
<button class="no" type="button" id="deny">${escaped(text.deny)}</button>
</form>
<p id="message" class="message hidden" role="alert"></p>
</div>`;
}

function formatTime(at: Date, timeZone: string): string {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
  return `${shown} (${timeZone})`;
}

/** Of the zone against UTC at `at`. */
function offsetMinutes(at: Date, timeZone: string): number {
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
  return Math.round((Date.parse(`${local.replace(' ', 'T')}Z`) - at.getTime()) / 60_000);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
