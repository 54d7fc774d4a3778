package com.geniinow.runtime.command.file;

import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.query.view.file.FileView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.InputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes files. */
@RestController
@Tag(name = "files")
class UploadController {
  private final FileUploads uploads;

  UploadController(FileUploads uploads) {
    this.uploads = uploads;
  }

  @Operation(
      summary = "Upload a file of at most 50 MB into the agent's own name space",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "multipart/form-data",
                      schema = @Schema(implementation = Form.class))))
  @ApiResponse(responseCode = "201", description = "Kept, in the store and in the tables")
  @ApiResponse(
      responseCode = "413",
      description = "The file is larger than 50 MB; the body says limit and size.",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(ref = "#/components/schemas/problem")))
  @PostMapping("/api/agents/{id}/files")
  @ResponseStatus(HttpStatus.CREATED)
  @Allow(value = Role.AGENT, scope = Scope.AGENT)
  FileView upload(
      @PathVariable UUID id,
      @Parameter(hidden = true) @RequestHeader HttpHeaders headers,
      @Parameter(hidden = true) InputStream body) {
    var form =
        UploadForm.open(
            headers.getFirst(HttpHeaders.CONTENT_TYPE), headers.getContentLength(), () -> body);
    return uploads.receive(id, form);
  }

  /** What the form holds, for the document alone: the form is read as it comes. */
  @Schema(name = "FileForm")
  record Form(
      @Schema(type = "string", format = "binary", requiredMode = Schema.RequiredMode.REQUIRED)
          String file,
      @Schema(format = "uuid") @Nullable String taskId) {}
}
