import { REVOCATION_REASONS } from '@medsign/contract/certificates';
import { formatInstant, type Language } from './format-instant.ts';
import { CHECK_DETAILS } from './texts/check-details.ts';

/** What says most is tried first: `is {policy}` would swallow half of the others. */
const PHRASES = CHECK_DETAILS.toSorted(([a], [b]) => fixedLength(b) - fixedLength(a)).map(([english, chinese]) => ({
  pattern: patternOf(english),
  chinese,
}));

function fixedLength(template: string): number {
  return template.replace(/\{\w+\}/g, '').length;
}

/** `revoked: {reason}, {time}` → an expression with a group for each part in braces. */
function patternOf(template: string): RegExp {
  const source = template
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>.+?)`);
  return new RegExp(`^${source}$`, 'su');
}

/**
 * What a check adds to its result, for a reader: known phrases in their language, times as their clock shows them, and of
 * distinguished names what people call the holder. Nothing is left out that is not said elsewhere in the report.
 */
export function checkDetail(detail: string, language: Language, timeZone: string): string {
  const said = language === 'zh-CN' ? inChinese(detail) : detail;
  return withTimes(withNames(said), language, timeZone);
}

/** Several may stand behind one another, and each may begin with whom it is about or with the check it comes from. */
function inChinese(detail: string): string {
  const whole = phrase(detail);
  if (whole !== undefined) return whole;
  const parts = detail.split('; ');
  if (parts.length > 1) return parts.map(inChinese).join('；');
  for (let at = detail.indexOf(': '); at >= 0; at = detail.indexOf(': ', at + 1)) {
    const rest = phrase(detail.slice(at + 2));
    if (rest !== undefined) return `${detail.slice(0, at)}：${rest}`;
  }
  return detail;
}

function phrase(text: string): string | undefined {
  for (const { pattern, chinese } of PHRASES) {
    const found = pattern.exec(text);
    if (found === null) continue;
    return chinese.replace(/\{(\w+)\}/g, (_, name: string) => reasonName(found.groups?.[name] ?? ''));
  }
  return undefined;
}

function reasonName(value: string): string {
  if (value === 'no reason given') return '未写明原因';
  if (value === 'certificateHold') return '暂停使用';
  const reasons: Readonly<Record<string, { readonly zh: string }>> = REVOCATION_REASONS;
  return Object.hasOwn(reasons, value) ? (reasons[value]?.zh ?? value) : value;
}

/** `UID=1001,CN=李雷,O=示例医院,C=CN` → `李雷`; a name without CN stays as it is. */
function withNames(text: string): string {
  return text.replace(
    /(?<![\w=])[A-Z][A-Z0-9.]*=(?:\\.|[^\\,:：←])*(?:,[A-Z0-9.]+=(?:\\.|[^\\,:：← ])*)+/gu,
    (name) => /(?:^|,)CN=((?:\\.|[^\\,])*)/u.exec(name)?.[1]?.replace(/\\(.)/gu, '$1') ?? name,
  );
}

const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g;

function withTimes(text: string, language: Language, timeZone: string): string {
  return text.replace(INSTANT, (instant) => {
    const { dateTime, offset } = formatInstant(instant, language, timeZone);
    return `${dateTime} ${offset}`;
  });
}
