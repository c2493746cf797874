# The definition of the API as API Gateway gets it, made from templates/endpoints.oas.yaml.
# Used by the REST API (its body) and by the permissions of the functions behind it.
# Without it the import refuses the file: it takes no references, no `oneOf` and no models of answers where we use them.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html

locals {
  # The functions that the API names, by the names of their folders: a route names its function so.
  api_functions = {
    authorizer            = module.authorizer
    get-account-info      = module.get_account_info
    request-transaction   = module.request_transaction
    get-transaction       = module.get_transaction
    get-account-statement = module.get_account_statement
  }

  openapi_settings = {
    authorizer_cache_ttl_seconds = var.settings.authorizer_cache_ttl_seconds
    integration_timeout_ms       = var.settings.integration_timeout_ms
    api_base_url                 = local.api_base_url
  }
  # The functions' ARNs are known at apply only, so the permissions are made from the same text with names in their place.
  openapi_template = "${path.module}/templates/endpoints.oas.yaml"
  openapi = yamldecode(templatefile(local.openapi_template, merge(local.openapi_settings, {
    invocation_uri = { for name, function in local.api_functions : name => function.invoke_arn }
  })))
  openapi_with_names = yamldecode(templatefile(local.openapi_template, merge(local.openapi_settings, {
    invocation_uri = { for name, function in local.api_functions : name => name }
  })))

  # One element where browsers may call the API, else none.
  cors = length(var.allowed_origins) > 0 ? [local.openapi["x-cors"]] : []

  # Each route keeps what API Gateway acts on; parameters and answers are written out where the file refers to them.
  api_paths = { for path, operations in local.openapi.paths : path => merge(
    { for method, operation in operations : method => merge(
      { for field, value in operation : field => value if startswith(field, "x-amazon-") },
      {
        operationId = operation.operationId
        security    = operation.security
        parameters = [
          for parameter in [
            for given in try(operation.parameters, []) :
            try(local.openapi.components.parameters[trimprefix(given["$ref"], "#/components/parameters/")], given)
          ] : { name = parameter.name, in = parameter.in, required = parameter.required, schema = { type = parameter.schema.type } }
        ]
        responses = { for status, response in operation.responses : status => {
          description = try(local.openapi.components.responses[trimprefix(response["$ref"], "#/components/responses/")], response).description
        } }
      },
    ) },
    { for cors in local.cors : "options" => cors.preflight },
  ) }

  api_answers = { for type, answer in local.openapi["x-amazon-apigateway-gateway-responses"] : type => merge(
    answer,
    { responseParameters = merge(answer.responseParameters, local.cors[*].gatewayResponseParameters...) },
  ) }

  api_body = jsonencode({
    openapi                                  = local.openapi.openapi
    info                                     = { title = local.openapi.info.title, version = local.openapi.info.version }
    paths                                    = local.api_paths
    components                               = { securitySchemes = local.openapi.components.securitySchemes }
    "x-amazon-apigateway-request-validators" = local.openapi["x-amazon-apigateway-request-validators"]
    "x-amazon-apigateway-gateway-responses"  = local.api_answers
  })

  route_functions = merge([
    for path, operations in local.openapi_with_names.paths : {
      for method, operation in operations :
      "${upper(method)} ${path}" => {
        function = operation["x-amazon-apigateway-integration"].uri
        source   = "${local.stage_name}/${upper(method)}${replace(path, "/\\{[^}]+\\}/", "*")}"
      }
    }
  ]...)
}
