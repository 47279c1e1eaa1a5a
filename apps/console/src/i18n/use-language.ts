import { useTranslation } from 'react-i18next';
import type { Language } from './format-instant.ts';
import type { TextKey } from './texts.ts';

export interface Words {
  readonly language: Language;
  /** Text of a key, `{{name}}` filled in from `values`. */
  readonly t: (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;
  /** Several names one after the other. */
  readonly list: (parts: readonly string[]) => string;
  /** The reader's side of a pair the contract carries in both languages. */
  readonly pick: (pair: { readonly zh: string; readonly en: string }) => string;
}

export function useLanguage(): Words {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh-CN';
  return {
    language,
    t: (key, values) => t(key, values ?? {}),
    list: (parts) => parts.join(language === 'en' ? ', ' : '、'),
    pick: (pair) => (language === 'en' ? pair.en : pair.zh),
  };
}
