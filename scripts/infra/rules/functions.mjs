// The functions of a plan, by the names that people give them.

/** The module of each function. */
export const FUNCTIONS = {
  authorizer: 'module.authorizer',
  'get-account-info': 'module.get_account_info',
  'init-user-account': 'module.init_user_account',
};

/** A function's own settings. */
export const functionAt = (plan, name) => plan.at(`${FUNCTIONS[name]}.aws_lambda_function.this`);

/** What a function is told. */
export const environmentOf = (plan, name) => functionAt(plan, name).environment[0].variables;
