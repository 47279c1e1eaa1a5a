import { App } from 'antd';
import { useMemo } from 'react';
import { adviceFor } from '../api/advice.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { asApiError, problemTitle } from './problem-panel.tsx';

export interface Notice {
  readonly done: (text: string) => void;
  /** Shows a refusal with its code, advice and request id until it is closed. */
  readonly refused: (error: unknown) => void;
}

export function useNotice(): Notice {
  const { message, notification } = App.useApp();
  const words = useLanguage();
  return useMemo(
    () => ({
      done: (text) => void message.success(text),
      refused: (thrown) => {
        const error = asApiError(thrown);
        const id = error.requestId === undefined ? '' : ` · ${words.t('problem.requestId')} ${error.requestId}`;
        notification.error({
          title: problemTitle(error, words),
          description: `${error.detail ?? ''} ${words.t(adviceFor(error.code))} (${error.code}${id})`.trim(),
          duration: 0,
        });
      },
    }),
    [message, notification, words],
  );
}
