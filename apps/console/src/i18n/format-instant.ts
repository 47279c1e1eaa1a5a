export type Language = 'zh-CN' | 'en';

/** What each language calls the zones this product is used in; elsewhere the offset says enough. */
const ZONE_NAMES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'Asia/Shanghai': { 'zh-CN': '北京时间', en: 'Beijing time' },
  'Asia/Chongqing': { 'zh-CN': '北京时间', en: 'Beijing time' },
  'Asia/Urumqi': { 'zh-CN': '新疆时间', en: 'Xinjiang time' },
  'Asia/Hong_Kong': { 'zh-CN': '香港时间', en: 'Hong Kong time' },
};

export interface FormattedInstant {
  /** `2026-11-23 10:00:00` */
  readonly dateTime: string;
  /** `UTC+8`, `UTC-3:30`, `UTC` */
  readonly offset: string;
  /** Name of the zone, empty where the language has none. */
  readonly zone: string;
}

/** An instant as a clock in `timeZone` (IANA name) shows it, to the second. Throws RangeError on an unreadable time. */
export function formatInstant(instant: string, language: Language, timeZone: string): FormattedInstant {
  const date = new Date(instant);
  const parts = new Map(
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'longOffset',
    })
      .formatToParts(date)
      .map((part) => [part.type, part.value]),
  );
  const day = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  return {
    dateTime: `${day} ${parts.get('hour')}:${parts.get('minute')}:${parts.get('second')}`,
    offset: shortOffset(parts.get('timeZoneName') ?? 'GMT'),
    zone: ZONE_NAMES[timeZone]?.[language] ?? '',
  };
}

/** `GMT+08:00` → `UTC+8`, `GMT` → `UTC`. */
function shortOffset(longOffset: string): string {
  const match = /^GMT([+-])(\d{2}):(\d{2})$/.exec(longOffset);
  if (match === null || Number(`${match[2]}${match[3]}`) === 0) return 'UTC';
  const minutes = match[3] === '00' ? '' : `:${match[3]}`;
  return `UTC${match[1]}${Number(match[2])}${minutes}`;
}
