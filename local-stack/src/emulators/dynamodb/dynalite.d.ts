// The parts of dynalite that the engine is built on: its parsers and its checks of requests. It ships no types.

declare module 'dynalite/validations/index.js' {
  const validations: {
    /** A copy of a JSON body with known members only; throws an Error with a `body` where a type is wrong. */
    checkTypes(data: object, types: object): Record<string, unknown>;
    /** Throws an Error with a `body` where a member is missing, too long, not in an enumeration, … */
    checkValidations(data: object, types: object): void;
    /** The sentence of the fault, if any. Writes numbers in their canonical form into the value. */
    validateAttributeValue(value: object): string | undefined;
    validateExpressionParams(data: object, expressions: string[], others: string[]): string | undefined;
    /** The sentence of the fault, if any; else puts what was parsed into `data` as `_condition`, `_updates`, … */
    validateExpressions(data: object): string | undefined;
    /** The conditions on key attributes by attribute, or the sentence of the fault. */
    convertKeyCondition(expression: object): Record<string, KeyCondition> | string;
  };
  export interface KeyCondition {
    readonly ComparisonOperator: 'EQ' | 'LT' | 'LE' | 'GT' | 'GE' | 'BETWEEN' | 'BEGINS_WITH';
    readonly AttributeValueList: readonly object[];
  }
  export default validations;
}

declare module 'dynalite/validations/*' {
  const validation: { types: Record<string, object>; custom(data: object): string | undefined };
  export default validation;
}

declare module 'dynalite/db/index.js' {
  /** An Error that carries the body of DynamoDB's answer. */
  export type Refusal = Error & { readonly body: { readonly __type: string; readonly message: string } };
  const db: {
    validateKey(key: object, table: object, keySchema?: object): Refusal | undefined;
    validateItem(item: object, table: object): Refusal | undefined;
    validateUpdates(legacy: undefined, updates: object, table: object): Refusal | undefined;
    validateKeyPaths(nestedPaths: object | undefined, table: object): Refusal | undefined;
    /** A text that sorts as the value of a key does. */
    toRangeStr(value: object): string;
    /** The part of an item that some paths lead to. */
    mapPaths(paths: readonly (readonly (string | number)[])[], item: object): Record<string, never>;
  };
  export default db;
}
