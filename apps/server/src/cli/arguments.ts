import { type ParseArgsConfig, type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { CommandError } from './terminal.ts';

type Parsed<O extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<ParseArgsConfig & { options: O; allowPositionals: true; strict: true; args: string[] }>
>;

/** Options and the other words of a command line. Throws {@link CommandError} for an option that does not exist or lacks its value. */
export function readArguments<O extends ParseArgsOptionsConfig>(args: readonly string[], options: O): Parsed<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true }) as Parsed<O>;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError('命令行参数不正确。', `The command line is wrong: ${message}`, { cause });
  }
}
