// Frozen. A function that does nothing: what Node itself takes before the first line of anybody's code.
export const lambdaHandler = async () => ({ statusCode: 204 });
