import { Alert, Button, Space } from 'antd';
import { adviceFor, titleOf } from '../api/advice.ts';
import { ApiError } from '../api/api-error.ts';
import { useLanguage, type Words } from '../i18n/use-language.ts';
import { CopyButton } from './copy-button.tsx';

/** Anything thrown, as a refusal the reader can act on. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError('unreadable', { cause: error });
}

export function problemTitle(error: ApiError, words: Words): string {
  const title = titleOf(error.code);
  return typeof title === 'string' ? words.t(title) : words.pick(title);
}

/** What went wrong, what to do, and what to hand to IT. */
export function ProblemPanel(properties: { readonly error: unknown; readonly retry?: () => void }) {
  const words = useLanguage();
  const error = asApiError(properties.error);
  const title = problemTitle(error, words);
  const copied = [title, error.code, error.detail, error.requestId].filter((part) => part !== undefined).join('\n');
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="problem"
      title={<strong>{title}</strong>}
      description={
        <>
          {error.detail === undefined ? null : <p>{error.detail}</p>}
          <p>
            {words.t('problem.what')}: {words.t(adviceFor(error.code))}
          </p>
          <p className="quiet">
            {words.t('problem.code')} <code>{error.code}</code>
            {error.requestId === undefined ? null : (
              <>
                {' · '}
                {words.t('problem.requestId')} <code>{error.requestId}</code>
              </>
            )}
          </p>
          <Space wrap>
            {properties.retry === undefined ? null : (
              <Button onClick={properties.retry}>{words.t('action.retry')}</Button>
            )}
            <CopyButton text={copied} label={words.t('problem.copy')} />
          </Space>
        </>
      }
    />
  );
}
