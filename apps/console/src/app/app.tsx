import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { ApiError } from '../api/api-error.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { useMedia } from '../shared/use-media.ts';
import { consoleRouter } from './routes.tsx';
import { themeFor } from './theme.ts';

/** Refusals are final; only the lack of an answer is worth another try. */
function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => error instanceof ApiError && error.status === 0 && failures < 2,
      },
    },
  });
}

export function App() {
  const { language } = useLanguage();
  const dark = useMedia('(prefers-color-scheme: dark)');
  const [queries] = useState(newQueryClient);
  useEffect(() => {
    document.documentElement.setAttribute('data-theme', dark ? 'dark' : 'light');
  }, [dark]);
  return (
    <ConfigProvider locale={language === 'en' ? en : zhCN} theme={themeFor(dark)} button={{ autoInsertSpace: false }}>
      <AntApp>
        <QueryClientProvider client={queries}>
          <RouterProvider router={consoleRouter} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}
