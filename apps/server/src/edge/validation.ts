import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

/**
 * Checks each part of a request against its schema. Unknown fields and wrong types are refused; only what arrives as text
 * (query, parameters, headers) is turned into the type the schema names. Missing members get their schema's default.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema);
  return (value: unknown) => {
    const converted = httpPart === 'body' ? value : Value.Convert(schema, value);
    const complete = Value.Default(schema, converted);
    const errors = [...(compiled.Check(complete) ? [] : compiled.Errors(complete)), ...unkeepable(httpPart, complete)];
    if (errors.length === 0) return { value: complete };
    // Fastify wants one Error; problem.ts reads the list.
    return { error: Object.assign(new Error('invalid request'), { validation: errors, validationContext: httpPart }) };
  };
};

/** Addresses carry text for look-ups; PostgreSQL has no U+0000, so nothing could ever match it. */
function unkeepable(
  httpPart: string | undefined,
  value: unknown,
): { keyword: string; instancePath: string; message: string }[] {
  if (httpPart === 'body' || value === null || typeof value !== 'object') return [];
  return Object.entries(value)
    .filter(([, text]) => typeof text === 'string' && text.includes('\u0000'))
    .map(([name]) => ({ keyword: 'pattern', instancePath: `/${name}`, message: 'must not contain U+0000' }));
}
