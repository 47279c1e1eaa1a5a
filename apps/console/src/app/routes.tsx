import { createBrowserRouter, type RouteObject } from 'react-router';
import { Frame } from './frame.tsx';
import { Loading, NotFound, PageCrashed } from './page-states.tsx';

/** Pages inside the frame; each is loaded when it is first opened. */
const PAGES: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import('../workbench/workbench-page.tsx')).WorkbenchPage }) },
  { path: 'tasks', lazy: async () => ({ Component: (await import('../tasks/tasks-page.tsx')).TasksPage }) },
  { path: 'sessions', lazy: async () => ({ Component: (await import('../sessions/sessions-page.tsx')).SessionsPage }) },
  { path: 'records', lazy: async () => ({ Component: (await import('../records/records-page.tsx')).RecordsPage }) },
  { path: 'records/:id', lazy: async () => ({ Component: (await import('../records/record-page.tsx')).RecordPage }) },
  { path: 'people', lazy: async () => ({ Component: (await import('../people/people-page.tsx')).PeoplePage }) },
  { path: 'people/import', lazy: async () => ({ Component: (await import('../people/import-page.tsx')).ImportPage }) },
  { path: 'people/:jobNo', lazy: async () => ({ Component: (await import('../people/person-page.tsx')).PersonPage }) },
  {
    path: 'departments',
    lazy: async () => ({ Component: (await import('../departments/departments-page.tsx')).DepartmentsPage }),
  },
  { path: 'systems', lazy: async () => ({ Component: (await import('../systems/systems-page.tsx')).SystemsPage }) },
  {
    path: 'certificates',
    lazy: async () => ({ Component: (await import('../certificates/certificates-page.tsx')).CertificatesPage }),
  },
  { path: 'verify', lazy: async () => ({ Component: (await import('../verification/verify-page.tsx')).VerifyPage }) },
  { path: 'ledger', lazy: async () => ({ Component: (await import('../ledger/ledger-page.tsx')).LedgerPage }) },
  { path: 'account', lazy: async () => ({ Component: (await import('../enter/account-page.tsx')).AccountPage }) },
  { path: '*', Component: NotFound },
];

/** Pages that need nobody signed in. */
const OPEN_PAGES: RouteObject[] = [
  ...['enter', 'sign-in'].map((path) => ({
    path,
    lazy: async () => ({ Component: (await import('../enter/enter-page.tsx')).EnterPage }),
  })),
  ...['setup', 'set-up'].map((path) => ({
    path,
    lazy: async () => ({ Component: (await import('../setup/setup-page.tsx')).SetupPage }),
  })),
];

export const consoleRouter = createBrowserRouter(
  [
    {
      ErrorBoundary: PageCrashed,
      HydrateFallback: Loading,
      children: [
        ...OPEN_PAGES,
        { path: '/', Component: Frame, children: [{ ErrorBoundary: PageCrashed, children: PAGES }] },
      ],
    },
  ],
  { basename: '/console' },
);
