import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from './format-instant.ts';
import { TEXTS } from './texts.ts';

const REMEMBERED = 'medsign.language';

/** Chinese unless the reader chose otherwise. */
export function rememberedLanguage(): Language {
  return localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'zh-CN';
}

export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: rememberedLanguage(),
    fallbackLng: 'zh-CN',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { 'zh-CN': { translation: TEXTS['zh-CN'] }, en: { translation: TEXTS.en } },
  });
  document.documentElement.lang = i18next.language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(REMEMBERED, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
