import { type ThemeConfig, theme } from 'antd';

/** Colours with at least 4.5:1 against their ground in both modes (WCAG 2.2 AA). */
export function themeFor(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? '#12848b' : '#0b6e75',
      colorPrimaryHover: dark ? '#12848b' : '#0a5f65',
      colorInfo: dark ? '#2fa3a8' : '#0b6e75',
      colorLink: dark ? '#5cc5c9' : '#0b6e75',
      colorSuccess: dark ? '#49b868' : '#1e7a3c',
      colorError: dark ? '#f0736e' : '#c0292b',
      colorWarning: dark ? '#e0a53c' : '#8a5a00',
      colorTextSecondary: dark ? 'rgba(255,255,255,0.75)' : 'rgba(0,0,0,0.68)',
      colorTextTertiary: dark ? 'rgba(255,255,255,0.65)' : 'rgba(0,0,0,0.62)',
      colorTextDescription: dark ? 'rgba(255,255,255,0.68)' : 'rgba(0,0,0,0.62)',
      colorTextPlaceholder: dark ? 'rgba(255,255,255,0.6)' : 'rgba(0,0,0,0.58)',
      borderRadius: 6,
      fontFamily:
        "-apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif",
    },
  };
}
