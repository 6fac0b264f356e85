SwaggerUIBundle({ url: '/v1/openapi.json', dom_id: '#interface', deepLinking: true, validatorUrl: null });
