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
    if (compiled.Check(complete)) return { value: complete };
    const errors = compiled.Errors(complete);
    // Fastify wants one Error; problem.ts reads the list.
    return { error: Object.assign(new Error('invalid request'), { validation: errors, validationContext: httpPart }) };
  };
};
