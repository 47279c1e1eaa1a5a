import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { download } from '../api/client.ts';
import type { QueryValue } from '../api/query-string.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { useNotice } from './use-notice.ts';

/** Saves a file from the platform; a refusal is shown, not saved. */
export function DownloadButton(properties: {
  readonly path: string;
  readonly fileName: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly label?: string;
  readonly disabled?: boolean;
}) {
  const { t } = useLanguage();
  const notice = useNotice();
  const [working, setWorking] = useState(false);
  const save = () => {
    setWorking(true);
    download(properties.path, properties.fileName, properties.query)
      .catch(notice.refused)
      .finally(() => setWorking(false));
  };
  return (
    <Button
      icon={<DownloadOutlined aria-hidden />}
      loading={working}
      disabled={properties.disabled ?? false}
      onClick={save}
    >
      {properties.label ?? t('action.export')}
    </Button>
  );
}
