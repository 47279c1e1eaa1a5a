import { Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useLanguage } from '../i18n/use-language.ts';
import { PersonDialog } from './person-dialog.tsx';

/** Adds one person and goes to their page. */
export function NewPerson() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  return (
    <>
      <Button type="primary" onClick={() => setCreating(true)}>
        {t('people.create')}
      </Button>
      {creating ? (
        <PersonDialog
          person={undefined}
          saved={(person) => void navigate(`/people/${person.jobNo}`)}
          close={() => setCreating(false)}
        />
      ) : null}
    </>
  );
}
