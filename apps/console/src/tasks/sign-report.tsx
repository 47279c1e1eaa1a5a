import { PROBLEMS } from '@medsign/contract/problem-codes';
import type { SignTask, SignTaskResult } from '@medsign/contract/sign-tasks';
import { Button } from 'antd';
import { Link } from 'react-router';
import { useLanguage } from '../i18n/use-language.ts';
import { StateTag } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';

/** What became of every task; only those that failed can be tried again. */
export function SignReport(properties: {
  readonly tasks: readonly SignTask[];
  readonly results: readonly SignTaskResult[];
  readonly retry: (failed: readonly SignTask[]) => void;
  readonly close: () => void;
}) {
  const { t, pick } = useLanguage();
  const byId = new Map(properties.results.map((result) => [result.taskId, result]));
  const failed = properties.tasks.filter((task) => byId.get(task.taskId)?.status !== 'signed');
  const why = (result: SignTaskResult | undefined) => {
    const code = result?.code ?? '';
    const known = Object.entries(PROBLEMS).find(([name]) => name === code)?.[1];
    return [known === undefined ? code : pick(known), result?.detail].filter((part) => part).join(' · ');
  };
  return (
    <Section
      title={t('tasks.report', { signed: properties.tasks.length - failed.length, failed: failed.length })}
      aside={
        <div className="page-actions">
          {failed.length === 0 ? null : (
            <Button onClick={() => properties.retry(failed)}>{t('tasks.retryFailed')}</Button>
          )}
          <Button onClick={properties.close}>{t('action.close')}</Button>
        </div>
      }
    >
      <ul className="checks">
        {properties.tasks.map((task) => {
          const result = byId.get(task.taskId);
          const signed = result?.status === 'signed';
          return (
            <li key={task.taskId}>
              <div>
                <StateTag tone={signed ? 'good' : 'bad'}>{t(signed ? 'tasks.signed' : 'tasks.notSigned')}</StateTag>
              </div>
              <div>
                {result?.recordId === undefined ? (
                  task.title
                ) : (
                  <Link to={`/records/${result.recordId}`}>{task.title}</Link>
                )}
                {signed ? null : <p className="quiet">{why(result)}</p>}
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
